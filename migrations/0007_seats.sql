-- Tasks of which a few processes are enough for a whole fleet: one supervises the queue, and a few hear NOTIFY.
create table atelier.seats (
  name text primary key,
  held_by text not null default '',
  -- who has not said by then that it still does it has lost it
  held_until timestamptz not null default '-infinity',
  -- of the supervisor's: how many workers there are
  workers integer not null default 0
);
insert into atelier.seats (name) values ('supervisor'), ('ear 1'), ('ear 2'), ('ear 3');

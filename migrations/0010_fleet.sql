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

-- The line of each quality by itself: what is looked at stays small however many wait.
create index jobs_line on atelier.jobs (quality, priority desc, created_at) where state = 'waiting';
create index jobs_painting on atelier.jobs (worker_id) where state = 'painting';
-- waiting replies whose place is to be kept true
create index jobs_told on atelier.jobs (application_id, told_at nulls first)
  where state = 'waiting' and interaction_token <> '';
drop index atelier.jobs_open;
-- how many jobs the person had open before: who of a server comes before whom
alter table atelier.jobs add column turn smallint not null default 0;
create index jobs_turn on atelier.jobs (guild_id, quality, turn, created_at) where state = 'waiting';

-- How far paintings in high quality have come: whoever takes such a job next goes on from there.
create table atelier.checkpoints (
  job_id uuid primary key references atelier.jobs on delete cascade,
  -- of the attempt that wrote it
  attempt integer not null,
  state text not null,
  picture bytea not null,
  fraction double precision not null,
  created_at timestamptz not null default now()
);
alter table atelier.checkpoints alter column picture set storage external;

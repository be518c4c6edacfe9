-- What people decide for themselves, what a server allows each, what is deleted on request.

create table atelier.people (
  user_id text primary key,
  -- what is meant where an order does not say; null: as the server or the preset has it
  quality text check (quality in ('fast', 'high')),
  strength integer check (strength between 0 and 100),
  size integer,
  private boolean not null default false,
  -- others may paint the photos behind this person's public pictures again
  share_photos boolean not null default false,
  -- names of presets that are offered first
  favourites text[] not null default '{}',
  updated_at timestamptz not null default now()
);

alter table atelier.jobs
  -- the message of its own that a job has when one command made several; null: the reply to the interaction
  add column reply_id text,
  -- when its photo alone was deleted by hand
  add column photo_removed_at timestamptz;
create index jobs_parent on atelier.jobs (parent_id) where parent_id is not null;
-- a person's quotas, export and deletion
create index jobs_user on atelier.jobs (user_id, created_at);
create index jobs_guild on atelier.jobs (guild_id);

-- What a form asked about, until it is sent: a form itself holds 100 characters.
create table atelier.forms (
  id text primary key,
  user_id text not null,
  state jsonb not null,
  created_at timestamptz not null default now()
);

-- Who has gone: a person that took the app's authorisation back, a server that it was removed from. Their data goes
-- after a period of grace, unless they come back before.
create table atelier.departures (
  kind text not null check (kind in ('person', 'server')),
  id text not null,
  left_at timestamptz not null default now(),
  primary key (kind, id)
);

alter table atelier.settings
  -- pictures and painting seconds an hour and a day, by role: see packages/queue/src/store/settings.ts
  add column quotas jsonb not null default '[]',
  -- channel to which reports of pictures and problems go; null: the operator's address alone
  add column report_channel text;

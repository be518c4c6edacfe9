-- The workshop's own tables. The queue's tables belong to pg-boss and live in its schema `pgboss`.

create table atelier.jobs (
  id uuid primary key,
  -- Discord's id of the interaction: the idempotency key of a submit
  interaction_id text not null unique,
  application_id text not null,
  -- answers the interaction for 15 minutes; emptied by the purge afterwards
  interaction_token text not null,
  user_id text not null,
  guild_id text,
  channel_id text,
  locale text not null,
  preset text not null,
  quality text not null check (quality in ('fast', 'high')),
  -- pixels of the longer side; null: the photo's own, within the engine's limits
  size integer,
  seed integer not null,
  -- bytes per attachment that this interaction accepts
  attachment_size_limit integer not null,
  file_name text not null,
  -- less is later: one step down for each job that the person already had open
  priority integer not null,
  state text not null default 'waiting' check (state in ('waiting', 'painting', 'done', 'failed')),
  -- number of the claim that may write; every later write of a worker names it
  attempt integer not null default 0,
  worker_id text,
  progress jsonb,
  error_code text,
  error_data jsonb,
  -- none: no outcome yet; pending: through the interaction; pending-bot: only the bot can; then one of the ends
  delivery text not null default 'none'
    check (delivery in ('none', 'pending', 'pending-bot', 'delivered', 'undeliverable')),
  -- how it reached the person: edit, channel, direct
  delivered_by text check (delivered_by in ('edit', 'channel', 'direct')),
  message_id text,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  ended_at timestamptz,
  delivered_at timestamptz
);

-- the per-person limit and the number ahead look only at open jobs, which are few
create index jobs_open on atelier.jobs (quality, priority desc, created_at) where state in ('waiting', 'painting');
create index jobs_open_user on atelier.jobs (user_id) where state in ('waiting', 'painting');
create index jobs_ended on atelier.jobs (ended_at) where ended_at is not null;

create table atelier.photos (
  job_id uuid primary key references atelier.jobs on delete cascade,
  bytes bytea not null
);
-- photos are compressed already
alter table atelier.photos alter column bytes set storage external;

create table atelier.results (
  job_id uuid primary key references atelier.jobs on delete cascade,
  attempt integer not null,
  -- null after the purge
  picture bytea,
  picture_type text not null check (picture_type in ('png', 'jpeg', 'webp')),
  -- a JPEG that fits any interaction; null when `picture` does
  fallback bytea,
  plot bytea,
  width integer not null,
  height integer not null,
  seconds double precision not null,
  iterations integer not null,
  seed integer not null,
  engine text not null,
  device text not null,
  -- rows of {iteration, content, style, total}
  losses jsonb not null,
  created_at timestamptz not null default now()
);
alter table atelier.results alter column picture set storage external;
alter table atelier.results alter column fallback set storage external;
alter table atelier.results alter column plot set storage external;

create table atelier.workers (
  id text primary key,
  host text not null,
  pid integer not null,
  engine text not null,
  device text not null,
  version text not null,
  qualities text[] not null,
  state text not null default 'working' check (state in ('working', 'draining', 'gone')),
  jobs_done integer not null default 0,
  jobs_failed integer not null default 0,
  -- pixels of finished picture per second, a running average per quality: what waiting times are told from
  fast_speed double precision,
  high_speed double precision,
  started_at timestamptz not null default now(),
  seen_at timestamptz not null default now()
);

-- What buttons, options and servers' settings need.

alter table atelier.jobs
  -- per cent of style, 0 to 100
  add column strength integer not null default 70 check (strength between 0 and 100),
  -- a second preset that is mixed in; null: none
  add column blend text,
  add column keep_colours boolean not null default false,
  -- the picture is shown behind a cover
  add column spoiler boolean not null default false,
  -- the reply is seen by the asker alone, so the outcome must not go to the channel
  add column private boolean not null default false,
  -- the reply says "made with Atelier"
  add column watermark boolean not null default false,
  -- the job whose photo this one took over; no foreign key, as the parent's row is purged before the child's
  add column parent_id uuid,
  add column cancelled_by text,
  -- when a person had the pictures of this job deleted
  add column removed_at timestamptz;

-- priority from now on: minus the second at which the job's turn is due, see packages/jobs/src/priority.ts

create index jobs_history on atelier.jobs (user_id, created_at desc, id desc) where state = 'done';

-- a style picture of the person's own; with the photo, as it is deleted with it
alter table atelier.photos add column style bytea;
alter table atelier.photos alter column style set storage external;

alter table atelier.results
  -- digest of the network that painted, and the version of Atelier; null where the worker did not say
  add column network text,
  add column version text;
-- speeds and sizes are told from the latest results
create index results_created on atelier.results (created_at desc);

create table atelier.settings (
  guild_id text primary key,
  -- where and by whom the bot may be used; empty: everywhere, by everybody
  channels text[] not null default '{}',
  roles text[] not null default '{}',
  -- null: LIMITS.openJobsPerUser
  open_jobs_per_user integer,
  -- null: fast where the preset can
  default_quality text check (default_quality in ('fast', 'high')),
  spoiler boolean not null default false,
  public_results boolean not null default true,
  watermark boolean not null default false,
  nsfw text not null default 'off' check (nsfw in ('off', 'spoiler', 'refuse')),
  updated_by text,
  updated_at timestamptz not null default now()
);

-- Presets that people have learnt, for the whole fleet: the bot knows them by name, and a worker gets the bytes with a
-- job that names one.
create table atelier.presets (
  name text primary key check (name ~ '^[a-z0-9-]{1,60}$'),
  -- the server on which it was learnt, and the only one where it is offered; null: everywhere
  guild_id text,
  title text not null check (title <> ''),
  artist text not null,
  year text not null,
  moods text[] not null,
  -- whether the file has a vector for fast quality
  fast boolean not null,
  -- the file, and its SHA-256
  bytes bytea not null check (length(bytes) <= 200000),
  digest text not null,
  -- the person who had it learnt; null: it was published at the command line
  made_by text,
  created_at timestamptz not null default now()
);
alter table atelier.presets alter column bytes set storage external;
create index presets_guild on atelier.presets (guild_id) where guild_id is not null;

-- Files of a folder that were taken over once: what is removed afterwards does not come back from there.
create table atelier.preset_files (
  name text not null,
  digest text not null,
  taken_at timestamptz not null default now(),
  primary key (name, digest)
);

-- Presets on their way: a painting that somebody sent to be learnt.
create table atelier.lessons (
  id uuid primary key,
  interaction_id text not null unique,
  application_id text not null,
  -- emptied at the end
  interaction_token text not null,
  user_id text not null,
  guild_id text not null,
  locale text not null,
  title text not null,
  artist text not null,
  year text not null,
  moods text[] not null,
  -- as it was sent; null when it is not needed any more
  painting bytea,
  state text not null default 'waiting' check (state in ('waiting', 'learning', 'done', 'failed')),
  -- number of the claim that may write
  attempt integer not null default 0,
  -- part that is done, 0 to 1
  fraction double precision not null default 0,
  error_code text,
  error_data jsonb,
  -- the preset that came of it, and what it took
  preset text,
  seconds double precision,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  ended_at timestamptz
);
alter table atelier.lessons alter column painting set storage external;
create index lessons_guild on atelier.lessons (guild_id, created_at desc);
create index lessons_open on atelier.lessons (created_at) where state in ('waiting', 'learning');

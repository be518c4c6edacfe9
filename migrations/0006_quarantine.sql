-- A worker that fails again and again is set aside, and what failed on one worker is left to others first.

alter table atelier.workers
  drop constraint workers_state_check,
  add constraint workers_state_check check (state in ('working', 'quarantined', 'draining', 'gone')),
  -- bytes that a painting may take here; null: not known
  add column memory bigint;

alter table atelier.jobs
  -- workers on which an attempt of this job failed, and when the last one did
  add column failed_on text[] not null default '{}',
  add column failed_at timestamptz,
  -- an attempt ran out of memory although it might take so many bytes
  add column memory_over bigint;

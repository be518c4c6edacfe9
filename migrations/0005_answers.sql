-- What was acknowledged and is not answered yet: one row from the acknowledgement until the answer, or until the job's
-- own row takes over. What a process leaves behind when it dies, another one carries on with.
create table atelier.interactions (
  -- Discord's id of the interaction
  id text primary key,
  application_id text not null,
  token text not null,
  user_id text not null,
  locale text not null,
  -- how it was acknowledged
  deferral text not null check (deferral in ('public', 'private', 'update')),
  -- the id that its job would have, if it is an order: Cancel names it
  job_id uuid not null,
  -- as Discord sent it
  payload jsonb not null,
  -- who cancelled the order before it had become a job
  cancelled_by text,
  created_at timestamptz not null default now(),
  -- the process that answers it; when it has not said for a while that it still does, another one may take over
  held_by text not null,
  held_until timestamptz not null
);
create index interactions_held on atelier.interactions (held_until);
create index interactions_job on atelier.interactions (job_id);

alter table atelier.jobs
  -- somebody is editing the reply and the outcome waits until then; still there afterwards: an edit was given up, and
  -- nobody knows whether it will yet land
  add column reply_held_until timestamptz,
  -- the place in the queue that the waiting reply shows, and since when
  add column told jsonb,
  add column told_at timestamptz,
  -- an outcome was sent as a new message and no answer came: whether it is there must be looked at before another one
  add column unsure_since timestamptz,
  drop constraint jobs_delivered_by_check,
  add constraint jobs_delivered_by_check check (delivered_by in ('edit', 'follow-up', 'channel', 'direct'));

-- What a claim takes of Postgres, a tenth less: most of it is the beginning and end of statements, so that one reads what
-- four did, and indexes that nobody needs are not kept. What each does is as before.

-- One index where two began alike; a server that leaves is looked for from end to end.
create index jobs_person on atelier.jobs (user_id, created_at, id);
drop index atelier.jobs_history, atelier.jobs_user, atelier.jobs_guild;

-- Postgres reads every check of a table anew for each statement that writes to it, whatever that changes: all of them were
-- a twentieth of what a job takes. Who writes these three has their values from one list, and who reads them refuses others.
alter table atelier.jobs
  drop constraint jobs_quality_check,
  drop constraint jobs_delivery_check,
  drop constraint jobs_delivered_by_check;

-- For everybody who may call the functions below, as before: now without a change of rights and search path, which cost
-- more than the reading.
grant select on sequence
  atelier.reached_fast, atelier.reached_high, atelier.reached_clip_fast, atelier.reached_clip_high,
  atelier.ahead_fast, atelier.ahead_high, atelier.ahead_clip_fast, atelier.ahead_clip_high,
  atelier.reached_deliver, atelier.reached_deliver_as_bot
to public;
create or replace function atelier.read_reached(line text) returns bigint
language sql volatile as $$
  select pg_sequence_last_value(atelier.reached(line))
$$;
drop function atelier.read_reached_both(text);

create or replace function atelier.look_at(
  queue text,
  out lows integer[], out highs integer[], out sinces timestamptz[],
  -- how far the line was said to be taken, and what is due later; null: nothing is to be said of that
  out said bigint, out said_ahead bigint,
  -- s since 1970 of the priority 0
  out beginning integer,
  -- pixels a second of the fastest worker of each line
  out fastest jsonb
)
language plpgsql stable as $$
declare
  least constant integer := -2147483648;
  note record;
  due integer;
  start integer;
  since timestamptz := '-infinity';
begin
  select s.heads -> queue as ends, s.due, s.heads_at as at, s.walked_at, s.walk, s.fastest into note
  from atelier.seats s
  where s.name = 'supervisor' and s.heads_at > now() - interval '1 minute';
  fastest := note.fastest;
  if note.ends is null then
    lows := array[least];
    highs := array[2147483647];
    sinces := array['-infinity'];
    return;
  end if;
  if note.walked_at = note.at then
    said := atelier.read_reached(queue);
    said_ahead := atelier.read_reached(queue || ' ahead');
    if said >> 42 is distinct from note.walk then said := null; end if;
    if said_ahead >> 42 is distinct from note.walk then said_ahead := null; end if;
  end if;
  if jsonb_typeof(note.ends) = 'string' then
    -- all of one priority, by their creation
    since := greatest(
      (note.ends #>> '{}')::timestamptz, to_timestamp((said & 4398046511103) / 1000.0::double precision));
    lows := array[0, least];
    highs := array[0, -1];
    sinces := array[since, '-infinity'];
    return;
  end if;
  beginning := note.due + floor(date_part('epoch', note.at))::integer;
  due := beginning - floor(date_part('epoch', now()))::integer;
  -- a second for a submit that was under way
  start := greatest(note.due + 1, (note.ends ->> 0)::integer);
  if beginning - (said & 4398046511103) / 1000 <= start then
    start := beginning - (said & 4398046511103) / 1000;
    since := to_timestamp((said & 4398046511103) / 1000.0::double precision);
  end if;
  lows := array[due];
  highs := array[start];
  sinces := array['-infinity'::timestamptz];
  if (note.ends ->> 1)::integer < due then
    -- what it saw comes before all that is new
    lows := lows || (note.ends ->> 1)::integer;
    highs := highs || least(
      (note.ends ->> 0)::integer, due - 1, beginning - nullif(said_ahead & 4398046511103, 0) / 1000)::integer;
    sinces := sinces || '-infinity'::timestamptz;
  end if;
  lows := lows || least;
  highs := highs || (due - 1);
  sinces := sinces || note.at - interval '5 seconds';
  if since > '-infinity' then
    lows := start || lows;
    highs := start || highs;
    highs[2] := start - 1;
    sinces := since || sinces;
  end if;
end
$$;

-- As before, but most claims know without a look that theirs is no step.
create or replace function atelier.reach(line text, looked bigint, moment bigint) returns void
language plpgsql as $$
declare
  step_ms constant integer := 20;
  said bigint;
begin
  if moment <= (looked & 4398046511103) + step_ms then return; end if;
  said := atelier.read_reached(line);
  if said >= looked and said >> 42 = looked >> 42 and (said & 4398046511103) + step_ms < moment then
    perform atelier.write_reached(line, ((said >> 42) << 42) + moment);
  end if;
end
$$;

-- Whether a worker, which may not have written its row, leaves a job to somebody else, and for how many seconds; null: it
-- does not. Paused lines are not asked for here any more.
drop function atelier.left_by(atelier.jobs, atelier.workers, double precision, integer, integer);
create function atelier.left_by(
  job atelier.jobs, me atelier.workers, my_id text, fastest double precision, stale_seconds integer, leave_seconds integer
) returns integer
language plpgsql stable as $$
begin
  -- it has not what the job needs
  if not (job.needs <@ me.has) then return 5; end if;
  -- for a few seconds to one of four times the speed that has nothing to do
  if job.created_at > now() - interval '5 seconds'
    and coalesce(fastest > 4 * atelier.speed_of(me, job.quality), fastest is null) then
    if exists (
      select from atelier.fit_workers(job, stale_seconds) other
      where other.id <> my_id
        and atelier.speed_of(other, job.quality) > 4 * atelier.speed_of(me, job.quality)
        and not exists (
          select from atelier.jobs busy
          where busy.state = 'painting' and busy.worker_id = other.id and busy.quality = job.quality
        )
    ) then return 1; end if;
  end if;
  -- an attempt failed lately, on this very worker or for want of memory that it does not have either, and somebody is
  -- there who may do better (one whose memory is not known may)
  if job.failed_at > now() - leave_seconds * interval '1 second'
    and (my_id = any(job.failed_on) or me.memory <= job.memory_over) then
    if exists (
      select from atelier.fit_workers(job, stale_seconds) other
      where other.id <> my_id and (other.memory > job.memory_over) is not false
    ) then return 1; end if;
  end if;
  return null;
end
$$;

drop function atelier.claim(uuid, integer, atelier.workers, jsonb, integer, integer);
create function atelier.claim(
  of_job uuid, as_attempt integer, by_worker text, fastest jsonb, stale_seconds integer, leave_seconds integer
) returns atelier.taken
language plpgsql as $$
declare
  taken atelier.taken;
  found_job record;
begin
  select j as "row", w as me, p.bytes, p.style, s.names, s.files,
         exists (select from atelier.pauses z where z.quality = j."order" ->> 'quality') as paused
  into found_job
  from atelier.jobs j
  left join atelier.photos p on p.job_id = j.id
  left join atelier.workers w on w.id = by_worker
  left join lateral (
    select array_agg(x.name) as names, array_agg(x.bytes) as files
    from atelier.presets x
    where x.name in (j."order" ->> 'preset', j."order" ->> 'blend')
  ) s on true
  where j.id = of_job and j.state || '' in ('waiting', 'painting')
    and (j.attempt < as_attempt or (j.attempt = as_attempt and j.worker_id = by_worker));
  if not found then return taken; end if;
  if found_job.paused then
    taken.left_seconds := 1;
    return taken;
  end if;
  taken.left_seconds := atelier.left_by(
    found_job."row", found_job.me, by_worker, (fastest ->> (found_job."row").quality)::double precision, stale_seconds,
    leave_seconds);
  if taken.left_seconds is not null then return taken; end if;
  -- looked at again, as it may have ended meanwhile
  update atelier.jobs j
  set state = 'painting', attempt = as_attempt, worker_id = by_worker, started_at = now(), progress = null
  where j.id = of_job and j.state || '' in ('waiting', 'painting')
    and (j.attempt < as_attempt or (j.attempt = as_attempt and j.worker_id = by_worker));
  if not found then return taken; end if;
  taken.job := to_json(found_job."row");
  taken.photo := found_job.bytes;
  taken.style := found_job.style;
  taken.preset_names := found_job.names;
  taken.preset_files := found_job.files;
  if (found_job."row").attempt > 0 then
    select c.state, c.picture, c.fraction
    into taken.checkpoint_state, taken.checkpoint_picture, taken.checkpoint_fraction
    from atelier.checkpoints c where c.job_id = of_job;
  end if;
  return taken;
end
$$;

-- The first entry of a queue and its claim; null where there is none.
create function atelier.take_one(
  queue text, by_worker text, stale_seconds integer, leave_seconds integer
) returns atelier.taken
language plpgsql set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
declare
  place constant record := atelier.look_at(queue);
  entry atelier.entry;
  taken atelier.taken;
  due bigint;
begin
  entry := atelier.next_entry(queue, place.lows, place.highs, place.sinces);
  if entry.id is null then return taken; end if;
  taken := atelier.claim(entry.id, entry.attempt + 1, by_worker, place.fastest, stale_seconds, leave_seconds);
  taken.entry_id := entry.id;
  taken.retry_count := entry.attempt;
  taken.retry_limit := entry.retry_limit;
  taken.expire_seconds := entry.expire_seconds;
  if taken.left_seconds is null then
    update pgboss.job e
    set state = 'active', started_on = now(), heartbeat_on = now(), retry_count = entry.attempt
    where e.name = queue and e.id = entry.id;
  else
    update pgboss.job e set start_after = now() + taken.left_seconds * interval '1 second'
    where e.name = queue and e.id = entry.id;
  end if;
  if place.said is not null then
    due := 1000 * (place.beginning - entry.priority)::bigint;
    if due > 1000 * date_part('epoch', now()) then
      perform atelier.reach(queue, place.said, atelier.settled());
      perform atelier.reach(queue || ' ahead', place.said_ahead, due);
    else
      perform atelier.reach(queue, place.said, least(
        atelier.place_of(place.beginning, entry.priority, entry.created_on), atelier.settled()));
    end if;
  end if;
  return taken;
end
$$;

create or replace function atelier.take(
  queue text, most integer, by_worker text, stale_seconds integer, leave_seconds integer
) returns setof atelier.taken
language plpgsql as $$
declare
  taken atelier.taken;
begin
  for i in 1 .. most loop
    taken := atelier.take_one(queue, by_worker, stale_seconds, leave_seconds);
    exit when taken.entry_id is null;
    return next taken;
  end loop;
end
$$;

create or replace function atelier.record_and_take(
  of_job uuid, as_attempt integer, figures jsonb, picture bytea, fallback bytea, still bytea, photo_still bytea,
  by_worker text, speed double precision,
  queue text, taken_by text, stale_seconds integer, leave_seconds integer
) returns setof atelier.taken
language plpgsql as $$
declare
  recorded constant boolean := atelier.record_result(
    of_job, as_attempt, figures, picture, fallback, still, photo_still, by_worker, speed);
  taken atelier.taken := atelier.take_one(queue, taken_by, stale_seconds, leave_seconds);
begin
  taken.recorded := recorded;
  return next taken;
end
$$;

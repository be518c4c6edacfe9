-- A worker's way through a job, a statement each: take, progress, record. They are functions, as a connection keeps the
-- plans of what stands in one, through a pooler too: planning these statements anew took longer than all else. They write
-- into pg-boss's table as its own fetch, complete and send do for a queue of the standard policy. A plan that is kept may
-- have been made while the tables were small, and must not read them whole when they are large: hence the settings.

create function atelier.speed_of(worker atelier.workers, line text) returns double precision
language sql immutable as $$
  select case line when 'fast' then worker.fast_speed when 'high' then worker.high_speed
                   when 'clip-fast' then worker.clip_fast_speed else worker.clip_high_speed end
$$;

-- Workers that are there, on which a job has not failed, and that can paint it.
create function atelier.fit_workers(job atelier.jobs, stale_seconds integer) returns setof atelier.workers
language sql stable as $$
  select w.* from atelier.workers w
  where w.state = 'working' and w.seen_at > now() - stale_seconds * interval '1 second'
    and job."order" ->> 'quality' = any(w.qualities) and (w.clips or job.clip is null)
    and w.id <> all(job.failed_on)
    and (job.needs <@ w.has) is not false
$$;

-- s for which a worker leaves a job to others, or to later; null: it takes it.
create function atelier.left_to_others(
  job atelier.jobs, worker_id text, stale_seconds integer, leave_seconds integer
) returns integer
language plpgsql stable as $$
declare
  me atelier.workers;
begin
  if exists (select from atelier.pauses p where p.quality = job."order" ->> 'quality') then return 1; end if;
  select w.* into me from atelier.workers w where w.id = worker_id;
  -- it has not what the job needs
  if not (job.needs <@ me.has) then return 5; end if;
  -- for a few seconds to one of four times the speed that has nothing to do
  if job.created_at > now() - interval '5 seconds' and exists (
    select from atelier.fit_workers(job, stale_seconds) other
    where other.id <> worker_id
      and atelier.speed_of(other, job.quality) > 4 * atelier.speed_of(me, job.quality)
      and not exists (
        select from atelier.jobs busy
        where busy.state = 'painting' and busy.worker_id = other.id and busy.quality = job.quality
      )
  ) then return 1; end if;
  -- an attempt failed lately, on this very worker or for want of memory that it does not have either, and somebody is
  -- there who may do better (one whose memory is not known may)
  if job.failed_at > now() - leave_seconds * interval '1 second'
    and (worker_id = any(job.failed_on) or me.memory <= job.memory_over)
    and exists (
      select from atelier.fit_workers(job, stale_seconds) other
      where other.id <> worker_id and (other.memory > job.memory_over) is not false
    ) then return 1; end if;
  return null;
end
$$;

-- Makes an attempt the one that may write, and answers the job (its row) with all that its painter needs, or
-- `left_seconds`; no row when the job has ended already, or a newer attempt has it.
create function atelier.claim_job(
  of_job uuid, as_attempt integer, by_worker text, stale_seconds integer, leave_seconds integer
) returns table (
  left_seconds integer, job json, photo bytea, style bytea,
  checkpoint_state text, checkpoint_picture bytea, checkpoint_fraction double precision,
  -- files of the presets that it names and that somebody has learnt
  preset_names text[], preset_files bytea[]
)
language plpgsql as $$
declare
  found_job atelier.jobs;
begin
  select j.* into found_job from atelier.jobs j
  where j.id = of_job and j.state in ('waiting', 'painting')
    and (j.attempt < as_attempt or (j.attempt = as_attempt and j.worker_id = by_worker))
  for update;
  if not found then return; end if;
  left_seconds := atelier.left_to_others(found_job, by_worker, stale_seconds, leave_seconds);
  if left_seconds is null then
    update atelier.jobs j
    set state = 'painting', attempt = as_attempt, worker_id = by_worker, started_at = now(), progress = null
    where j.id = of_job;
    job := to_json(found_job);
    select p.bytes, p.style into photo, style from atelier.photos p where p.job_id = of_job;
    if found_job.attempt > 0 then
      select c.state, c.picture, c.fraction into checkpoint_state, checkpoint_picture, checkpoint_fraction
      from atelier.checkpoints c where c.job_id = of_job;
    end if;
    select array_agg(p.name), array_agg(p.bytes) into preset_names, preset_files
    from atelier.presets p where p.name in (found_job."order" ->> 'preset', found_job."order" ->> 'blend');
  end if;
  return next;
end
$$;

-- The first entries of a queue, whose ids are those of their jobs, each with its claim. An entry whose job is left to
-- others stays in the queue and is not handed out for that long; one without a job is to be completed.
create function atelier.take_jobs(
  queue text, most integer, by_worker text, stale_seconds integer, leave_seconds integer
) returns table (
  entry_id uuid, retry_count integer, retry_limit integer, expire_seconds integer,
  left_seconds integer, job json, photo bytea, style bytea,
  checkpoint_state text, checkpoint_picture bytea, checkpoint_fraction double precision,
  preset_names text[], preset_files bytea[]
)
language plpgsql set enable_seqscan = off set enable_sort = off as $$
begin
  for i in 1 .. most loop
    -- the limit is no parameter: planned for any, it would read the whole queue
    select e.id, e.retry_count + (e.started_on is not null)::integer, e.retry_limit, e.expire_seconds
    into entry_id, retry_count, retry_limit, expire_seconds
    from pgboss.job e
    where e.name = queue and e.state < 'active' and not e.blocked and e.start_after <= now()
    order by e.priority desc, e.created_on
    limit 1
    for update skip locked;
    exit when not found;
    select c.left_seconds, c.job, c.photo, c.style, c.checkpoint_state, c.checkpoint_picture, c.checkpoint_fraction,
           c.preset_names, c.preset_files
    into left_seconds, job, photo, style, checkpoint_state, checkpoint_picture, checkpoint_fraction,
         preset_names, preset_files
    from atelier.claim_job(entry_id, retry_count + 1, by_worker, stale_seconds, leave_seconds) c;
    if left_seconds is null then
      update pgboss.job e
      set state = 'active', started_on = now(), heartbeat_on = now(), retry_count = take_jobs.retry_count
      where e.name = queue and e.id = entry_id;
    else
      update pgboss.job e set start_after = now() + left_seconds * interval '1 second'
      where e.name = queue and e.id = entry_id;
    end if;
    return next;
  end loop;
end
$$;

-- False when a newer attempt has the job, or it has ended. A progress that a crash of the server loses is no loss: nobody
-- waits for the disk.
create function atelier.record_progress(of_job uuid, as_attempt integer, now_at jsonb) returns boolean
language plpgsql set enable_seqscan = off as $$
begin
  perform set_config('synchronous_commit', 'off', true);
  update atelier.jobs j set progress = now_at
  where j.id = of_job and j.attempt = as_attempt and j.state = 'painting';
  return found;
end
$$;

-- Counts an ended job; `speed` in pixels a second, null: it failed. The speed is a running average in which the newest job
-- weighs 0.3: it follows a machine that gets busier within a few jobs, and one odd picture does not carry it away. The
-- first few weigh the same, as a worker's very first job is slower than all that follow.
create function atelier.average_speed(before double precision, jobs integer, speed double precision)
returns double precision language sql immutable as $$
  select coalesce(before + greatest(0.3, 1.0 / (jobs + 1)) * (speed - before), speed, before)
$$;
create function atelier.count_job(worker_id text, line text, speed double precision) returns void
language plpgsql as $$
begin
  update atelier.workers w
  set seen_at = now(),
      jobs_done = w.jobs_done + (speed is not null)::integer,
      jobs_failed = w.jobs_failed + (speed is null)::integer,
      fast_speed = case line when 'fast' then atelier.average_speed(w.fast_speed, w.jobs_done, speed)
                   else w.fast_speed end,
      high_speed = case line when 'high' then atelier.average_speed(w.high_speed, w.jobs_done, speed)
                   else w.high_speed end,
      clip_fast_speed = case line when 'clip-fast' then atelier.average_speed(w.clip_fast_speed, w.jobs_done, speed)
                        else w.clip_fast_speed end,
      clip_high_speed = case line when 'clip-high' then atelier.average_speed(w.clip_high_speed, w.jobs_done, speed)
                        else w.clip_high_speed end
  where w.id = worker_id;
end
$$;

-- Result, end of the job and of the queue's entry, delivery, and the worker's count (null: nobody is counted). `figures`:
-- columns of atelier.results by name. False, and nothing is written, when a newer attempt has the job or it has ended.
create function atelier.record_result(
  of_job uuid, as_attempt integer, figures jsonb, picture bytea, fallback bytea, still bytea, photo_still bytea,
  by_worker text, speed double precision
) returns boolean
language plpgsql set lock_timeout = '4s' set enable_seqscan = off as $$
declare
  line text;
  result atelier.results;
begin
  update atelier.jobs j
  set state = 'done', error_code = null, error_data = null, delivery = 'pending', ended_at = now(), progress = null
  where j.id = of_job and j.attempt = as_attempt and j.state in ('waiting', 'painting')
  returning j.quality into line;
  if not found then return false; end if;
  result := jsonb_populate_record(null::atelier.results, figures);
  result.job_id := of_job;
  result.attempt := as_attempt;
  result.picture := picture;
  result.fallback := fallback;
  result.still := still;
  result.photo_still := photo_still;
  result.created_at := now();
  insert into atelier.results select result.*;
  if line <> 'fast' then
    delete from atelier.checkpoints c where c.job_id = of_job;
    delete from atelier.segments s where s.job_id = of_job;
  end if;
  insert into pgboss.job
    (name, data, keep_until, expire_seconds, deletion_seconds, retry_limit, retry_delay, retry_backoff, retry_delay_max,
     policy, dead_letter, heartbeat_seconds)
  select q.name, jsonb_build_object('jobId', of_job), now() + q.retention_seconds * interval '1 second',
         q.expire_seconds, q.deletion_seconds, q.retry_limit, q.retry_delay, q.retry_backoff, q.retry_delay_max,
         q.policy, q.dead_letter, q.heartbeat_seconds
  from pgboss.queue q where q.name = 'deliver';
  update pgboss.job e set state = 'completed', completed_on = now(), output = null
  where e.name = 'style-' || line and e.id = of_job and e.retry_count = as_attempt - 1 and e.state = 'active';
  if by_worker is not null then perform atelier.count_job(by_worker, line, speed); end if;
  return true;
end
$$;

-- The finished seconds and the stills of clips may lie in an object store too.
create function atelier.free_segment() returns trigger language plpgsql as $$
begin
  perform atelier.free_object(old.bytes);
  return null;
end $$;
create trigger free_segment after delete on atelier.segments for each row
  when (octet_length(old.bytes) < 100) execute function atelier.free_segment();

create or replace function atelier.free_result() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or new.picture is distinct from old.picture then perform atelier.free_object(old.picture); end if;
  if tg_op = 'DELETE' or new.fallback is distinct from old.fallback then perform atelier.free_object(old.fallback); end if;
  if tg_op = 'DELETE' or new.still is distinct from old.still then perform atelier.free_object(old.still); end if;
  if tg_op = 'DELETE' or new.photo_still is distinct from old.photo_still then perform atelier.free_object(old.photo_still); end if;
  return null;
end $$;
drop trigger free_result on atelier.results;
create trigger free_result after delete or update on atelier.results for each row
  when (octet_length(old.picture) < 100 or octet_length(old.fallback) < 100
        or octet_length(old.still) < 100 or octet_length(old.photo_still) < 100)
  execute function atelier.free_result();

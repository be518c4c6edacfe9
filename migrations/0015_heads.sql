-- A job costs less, and what a transaction held open elsewhere costs does not grow with the jobs that end meanwhile.
-- While one is open, no index forgets the rows that have left it: whoever looks for the first entry of a queue walks past
-- every one that was taken since. So the supervisor, who looks at all of them once a second, notes where what waits begins
-- and ends, and everybody else looks there.
-- take_jobs, claim_job and left_to_others of 0014 stay for workers of the version before; the next release drops them.

alter table atelier.seats
  -- of the supervisor's: by the name of each queue of jobs, the priorities of the first and of the last entry that may be
  -- fetched; an empty array: there is none
  add column heads jsonb,
  add column heads_at timestamptz,
  -- the priority of a job that is due at that moment
  add column due integer,
  -- pixels a second of the fastest worker of each line
  add column fastest jsonb;

-- the last that waits of a server: of those that are due in the future, the first in this order
create index jobs_server on atelier.jobs (guild_id, quality, priority) where state = 'waiting';

-- s for which a worker leaves a job to others, or to later; null: it takes it. `fastest`: pixels a second of the fastest
-- worker of the job's line; null: not known.
create function atelier.left_by(
  job atelier.jobs, me atelier.workers, fastest double precision, stale_seconds integer, leave_seconds integer
) returns integer
language plpgsql stable as $$
begin
  -- ifs within ifs: one with a query in it is a statement of its own, whatever stands before it
  if exists (select from atelier.pauses p where p.quality = job."order" ->> 'quality') then return 1; end if;
  -- it has not what the job needs
  if not (job.needs <@ me.has) then return 5; end if;
  -- for a few seconds to one of four times the speed that has nothing to do
  if job.created_at > now() - interval '5 seconds'
    and coalesce(fastest > 4 * atelier.speed_of(me, job.quality), fastest is null) then
    if exists (
      select from atelier.fit_workers(job, stale_seconds) other
      where other.id <> me.id
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
    and (me.id = any(job.failed_on) or me.memory <= job.memory_over) then
    if exists (
      select from atelier.fit_workers(job, stale_seconds) other
      where other.id <> me.id and (other.memory > job.memory_over) is not false
    ) then return 1; end if;
  end if;
  return null;
end
$$;

-- An entry that was taken with the claim of its job, and all that its painter needs. An entry whose job is left to others
-- stays in the queue and is not handed out for `left_seconds`; one without a job is to be completed.
create type atelier.taken as (
  -- of `record_and_take`, in each row: whether the result was recorded
  recorded boolean,
  -- null: nothing was taken
  entry_id uuid, retry_count integer, retry_limit integer, expire_seconds integer,
  left_seconds integer, job json, photo bytea, style bytea,
  checkpoint_state text, checkpoint_picture bytea, checkpoint_fraction double precision,
  -- files of the presets that it names and that somebody has learnt
  preset_names text[], preset_files bytea[]
);

-- Makes an attempt the one that may write, and answers the job (its row) with all that its painter needs, or
-- `left_seconds`; no job when it has ended already, or a newer attempt has it.
create function atelier.claim(
  of_job uuid, as_attempt integer, me atelier.workers, fastest jsonb, stale_seconds integer, leave_seconds integer
) returns atelier.taken
language plpgsql as $$
declare
  taken atelier.taken;
  found_job record;
begin
  select j as "row", p.bytes, p.style into found_job
  from atelier.jobs j left join atelier.photos p on p.job_id = j.id
  where j.id = of_job and j.state in ('waiting', 'painting')
    and (j.attempt < as_attempt or (j.attempt = as_attempt and j.worker_id = me.id));
  if not found then return taken; end if;
  taken.left_seconds := atelier.left_by(
    found_job."row", me, (fastest ->> (found_job."row").quality)::double precision, stale_seconds, leave_seconds);
  if taken.left_seconds is not null then return taken; end if;
  -- looked at again, as it may have ended meanwhile
  update atelier.jobs j
  set state = 'painting', attempt = as_attempt, worker_id = me.id, started_at = now(), progress = null
  where j.id = of_job and j.state in ('waiting', 'painting')
    and (j.attempt < as_attempt or (j.attempt = as_attempt and j.worker_id = me.id));
  if not found then return taken; end if;
  taken.job := to_json(found_job."row");
  taken.photo := found_job.bytes;
  taken.style := found_job.style;
  if (found_job."row").attempt > 0 then
    select c.state, c.picture, c.fraction
    into taken.checkpoint_state, taken.checkpoint_picture, taken.checkpoint_fraction
    from atelier.checkpoints c where c.job_id = of_job;
  end if;
  select array_agg(p.name), array_agg(p.bytes) into taken.preset_names, taken.preset_files
  from atelier.presets p
  where p.name in ((found_job."row")."order" ->> 'preset', (found_job."row")."order" ->> 'blend');
  return taken;
end
$$;

-- Where to look for the first entry of a queue, one after the other: ranges of priorities, and of moments of creation. While
-- the supervisor's note is fresh, that is what has become due since; what it saw; and what is new and due later, as the
-- second of a server (what is not new is passed over in the index alone). What was put back waits for the next note.
create function atelier.places(queue text, out lows integer[], out highs integer[], out sinces timestamptz[])
language plpgsql stable as $$
declare
  least constant integer := -2147483648;
  most constant integer := 2147483647;
  note record;
  latest integer;
begin
  select s.heads -> queue as ends, s.due, s.heads_at as at into note
  from atelier.seats s where s.name = 'supervisor' and s.heads_at > now() - interval '5 seconds';
  if note.ends is null then
    lows := array[least];
    highs := array[most];
    sinces := array['-infinity'];
    return;
  end if;
  -- a second for a submit that was under way
  latest := note.due + 1;
  lows := array[note.due - ceil(extract(epoch from now() - note.at))::integer, (note.ends ->> 1)::integer, least];
  highs := array[latest, (note.ends ->> 0)::integer, null];
  sinces := array['-infinity', '-infinity', note.at - interval '5 seconds'];
  -- what it saw comes before all that is new
  if highs[2] >= latest then
    lows[1] := case when lows[2] < lows[1] then lows[2] else lows[1] end;
    highs[1] := highs[2];
    highs[2] := null;
  end if;
  highs[3] := lows[1] - 1;
end
$$;

-- Whether a queue has an entry that may be fetched now, of those that the supervisor's note leads to.
create function atelier.is_ready(queue text) returns boolean
language plpgsql stable set enable_seqscan = off set enable_sort = off set plan_cache_mode = force_generic_plan as $$
declare
  place record;
begin
  place := atelier.places(queue);
  for i in 1 .. least(2, cardinality(place.lows)) loop
    continue when place.highs[i] is null;
    perform from pgboss.job e
    where e.name = queue and e.state < 'active' and not e.blocked and e.start_after <= now()
      and e.priority between place.lows[i] and place.highs[i] and e.created_on >= place.sinces[i]
    order by e.priority desc, e.created_on
    limit 1;
    if found then return true; end if;
  end loop;
  return false;
end
$$;

-- The first entries of a queue, whose ids are those of their jobs, each with its claim.
create function atelier.take(
  queue text, most integer, by_worker text, stale_seconds integer, leave_seconds integer
) returns setof atelier.taken
language plpgsql set enable_seqscan = off set enable_sort = off set plan_cache_mode = force_generic_plan as $$
declare
  place record;
  me atelier.workers;
  fastest jsonb;
  entry record;
  taken atelier.taken;
  again integer;
begin
  place := atelier.places(queue);
  select w.* into me from atelier.workers w where w.id = by_worker;
  me.id := by_worker;
  select s.fastest into fastest from atelier.seats s
  where s.name = 'supervisor' and s.heads_at > now() - interval '5 seconds';
  for i in 1 .. most loop
    for at in 1 .. cardinality(place.lows) loop
      continue when place.highs[at] is null;
      -- the limit is no parameter: planned for any, it would read the whole queue
      select e.id, e.retry_count + (e.started_on is not null)::integer as retry_count, e.retry_limit, e.expire_seconds
      into entry
      from pgboss.job e
      where e.name = queue and e.state < 'active' and not e.blocked and e.start_after <= now()
        and e.priority between place.lows[at] and place.highs[at] and e.created_on >= place.sinces[at]
      order by e.priority desc, e.created_on
      limit 1
      for update skip locked;
      exit when found;
    end loop;
    exit when entry.id is null;
    taken := atelier.claim(entry.id, entry.retry_count + 1, me, fastest, stale_seconds, leave_seconds);
    taken.entry_id := entry.id;
    taken.retry_count := entry.retry_count;
    taken.retry_limit := entry.retry_limit;
    taken.expire_seconds := entry.expire_seconds;
    if taken.left_seconds is null then
      update pgboss.job e
      set state = 'active', started_on = now(), heartbeat_on = now(), retry_count = entry.retry_count
      where e.name = queue and e.id = entry.id;
    else
      update pgboss.job e set start_after = now() + taken.left_seconds * interval '1 second'
      where e.name = queue and e.id = entry.id;
    end if;
    return next taken;
  end loop;
end
$$;

-- Counts painted jobs, in their order, as `count_job` does: a version of a worker's row for all of them, not one for each,
-- as every claim reads it, and walks past those that a transaction held open elsewhere keeps.
create function atelier.count_jobs(of_workers text[], lines text[], speeds double precision[]) returns void
language plpgsql as $$
declare
  me atelier.workers;
  painted record;
begin
  for me in select w.* from atelier.workers w where w.id = any(of_workers) order by w.id for update loop
    for painted in
      select p.line, p.speed from unnest(of_workers, lines, speeds) with ordinality p (worker, line, speed, at)
      where p.worker = me.id order by p.at
    loop
      case painted.line
        when 'fast' then me.fast_speed := atelier.average_speed(me.fast_speed, me.jobs_done, painted.speed);
        when 'high' then me.high_speed := atelier.average_speed(me.high_speed, me.jobs_done, painted.speed);
        when 'clip-fast' then me.clip_fast_speed := atelier.average_speed(me.clip_fast_speed, me.jobs_done, painted.speed);
        when 'clip-high' then me.clip_high_speed := atelier.average_speed(me.clip_high_speed, me.jobs_done, painted.speed);
      end case;
      me.jobs_done := me.jobs_done + 1;
    end loop;
    update atelier.workers w
    set seen_at = now(), jobs_done = me.jobs_done, fast_speed = me.fast_speed, high_speed = me.high_speed,
        clip_fast_speed = me.clip_fast_speed, clip_high_speed = me.clip_high_speed
    where w.id = me.id;
  end loop;
end
$$;

-- As before, but the entry of a painted job goes at once: each stayed for a day, every round of pg-boss's read through all
-- of them, and nobody asked for one.
create or replace function atelier.record_result(
  of_job uuid, as_attempt integer, figures jsonb, picture bytea, fallback bytea, still bytea, photo_still bytea,
  by_worker text, speed double precision
) returns boolean
language plpgsql set lock_timeout = '4s' set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
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
  delete from pgboss.job e
  where e.name = 'style-' || line and e.id = of_job and e.retry_count = as_attempt - 1 and e.state = 'active';
  if by_worker is not null then perform atelier.count_job(by_worker, line, speed); end if;
  return true;
end
$$;

-- Records a result and takes the first entry of a queue, in one statement: a worker of which a painting ends goes on with
-- the next one. Always a row.
create function atelier.record_and_take(
  of_job uuid, as_attempt integer, figures jsonb, picture bytea, fallback bytea, still bytea, photo_still bytea,
  by_worker text, speed double precision,
  queue text, taken_by text, stale_seconds integer, leave_seconds integer
) returns setof atelier.taken
language plpgsql as $$
declare
  recorded constant boolean := atelier.record_result(
    of_job, as_attempt, figures, picture, fallback, still, photo_still, by_worker, speed);
  taken atelier.taken;
begin
  for taken in select t.* from atelier.take(queue, 1, taken_by, stale_seconds, leave_seconds) t loop
    taken.recorded := recorded;
    return next taken;
  end loop;
  if not found then
    taken := null;
    taken.recorded := recorded;
    return next taken;
  end if;
end
$$;

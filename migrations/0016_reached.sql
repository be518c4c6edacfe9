-- What a claim costs while a transaction is held open elsewhere does not grow with the jobs that end meanwhile, nor with
-- those of a second: claims say how far each line is taken, in sequences, which belong to no transaction and so leave no
-- versions of anything behind. The supervisor walks through all that waits, and the claims since lead on from there.
-- `places` of 0015 is not called any more; the next release drops it.

alter table atelier.seats
  -- of the supervisor's: the number of its latest walk, and when that was; equal to heads_at unless a supervisor of the
  -- version before has noted since
  add column walk integer not null default 0,
  add column walked_at timestamptz;

-- 2^42 * walk + ms since 1970 of a moment: since that walk, all that was due before was taken, of deliveries all that was
-- created before. One that was not written since the latest walk says nothing. A submit whose place lies before that when
-- it is written takes it back (`come_late`).
create sequence atelier.reached_fast minvalue 0 start 0;
create sequence atelier.reached_high minvalue 0 start 0;
create sequence atelier.reached_clip_fast minvalue 0 start 0;
create sequence atelier.reached_clip_high minvalue 0 start 0;
-- the same of what is due later, as far as the walk saw it: ms since 1970 at which the last that was taken was due
create sequence atelier.ahead_fast minvalue 0 start 0;
create sequence atelier.ahead_high minvalue 0 start 0;
create sequence atelier.ahead_clip_fast minvalue 0 start 0;
create sequence atelier.ahead_clip_high minvalue 0 start 0;
create sequence atelier.reached_deliver minvalue 0 start 0;
create sequence atelier.reached_deliver_as_bot minvalue 0 start 0;

-- The sequence of a queue; `… ahead`: of what is due later.
create function atelier.reached(line text) returns regclass
language sql stable as $$
  select case line
    when 'style-fast' then 'atelier.reached_fast'::regclass
    when 'style-high' then 'atelier.reached_high'::regclass
    when 'style-clip-fast' then 'atelier.reached_clip_fast'::regclass
    when 'style-clip-high' then 'atelier.reached_clip_high'::regclass
    when 'style-fast ahead' then 'atelier.ahead_fast'::regclass
    when 'style-high ahead' then 'atelier.ahead_high'::regclass
    when 'style-clip-fast ahead' then 'atelier.ahead_clip_fast'::regclass
    when 'style-clip-high ahead' then 'atelier.ahead_clip_high'::regclass
    when 'deliver' then 'atelier.reached_deliver'::regclass
    when 'deliver-as-bot' then 'atelier.reached_deliver_as_bot'::regclass
  end
$$;

-- With the rights of whoever owns the sequences: a role that serves needs none on them.
create function atelier.read_reached(line text) returns bigint
language sql volatile security definer set search_path = pg_catalog as $$
  select pg_sequence_last_value(atelier.reached(line))
$$;
create function atelier.read_reached_both(line text, out said bigint, out ahead bigint)
language sql volatile security definer set search_path = pg_catalog as $$
  select pg_sequence_last_value(atelier.reached(line)), pg_sequence_last_value(atelier.reached(line || ' ahead'))
$$;
create function atelier.write_reached(line text, said bigint) returns bigint
language sql volatile security definer set search_path = pg_catalog as $$
  select setval(atelier.reached(line), said)
$$;

-- Where to look for the first entry of a queue, one after the other: ranges of priorities, and of moments of creation; a
-- range of one priority is that of a second that is taken in part. By the supervisor's note, that is what is due and
-- nobody has reached; what it saw later on; and what is new and due later, as the second of a server (what is not new is
-- passed over in the index alone). What was put back waits for the next walk. A note serves for a minute: a supervisor that
-- is late under a load must not make everybody walk through all that has ended, which would keep it late.
create function atelier.look_at(
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
    select r.said, r.ahead into said, said_ahead from atelier.read_reached_both(queue) r;
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

-- Whether a queue has an entry that may be fetched now, where the supervisor's note and the claims lead to.
create or replace function atelier.is_ready(queue text) returns boolean
language plpgsql stable set enable_seqscan = off set enable_sort = off set plan_cache_mode = force_generic_plan as $$
declare
  place constant record := atelier.look_at(queue);
begin
  -- all but the last range: what is new and due later
  for at in 1 .. greatest(1, cardinality(place.lows) - 1) loop
    if place.lows[at] = place.highs[at] then
      perform from pgboss.job e
      where e.name = queue and e.state < 'active' and not e.blocked and e.start_after <= now()
        and e.priority = place.lows[at] and e.created_on >= place.sinces[at]
      order by e.created_on
      limit 1;
    else
      perform from pgboss.job e
      where e.name = queue and e.state < 'active' and not e.blocked and e.start_after <= now()
        and e.priority between place.lows[at] and place.highs[at] and e.created_on >= place.sinces[at]
      order by e.priority desc, e.created_on
      limit 1;
    end if;
    if found then return true; end if;
  end loop;
  return false;
end
$$;

-- An entry that may be fetched, of which `attempt` counts those that were begun before.
create type atelier.entry as (
  id uuid, attempt integer, retry_limit integer, expire_seconds integer, priority integer, created_on timestamptz,
  data jsonb, output jsonb
);

-- The first entry of a queue in these ranges, locked.
create function atelier.next_entry(
  queue text, lows integer[], highs integer[], sinces timestamptz[], out entry atelier.entry
)
language plpgsql set enable_seqscan = off set enable_sort = off set plan_cache_mode = force_generic_plan as $$
begin
  for at in 1 .. cardinality(lows) loop
    -- the limit is no parameter: planned for any, it would read the whole queue
    if lows[at] = highs[at] then
      select e.id, e.retry_count + (e.started_on is not null)::integer, e.retry_limit, e.expire_seconds, e.priority,
             e.created_on, e.data, e.output
      into entry
      from pgboss.job e
      where e.name = queue and e.state < 'active' and not e.blocked and e.start_after <= now()
        and e.priority = lows[at] and e.created_on >= sinces[at]
      order by e.created_on
      limit 1
      for update skip locked;
    else
      select e.id, e.retry_count + (e.started_on is not null)::integer, e.retry_limit, e.expire_seconds, e.priority,
             e.created_on, e.data, e.output
      into entry
      from pgboss.job e
      where e.name = queue and e.state < 'active' and not e.blocked and e.start_after <= now()
        and e.priority between lows[at] and highs[at] and e.created_on >= sinces[at]
      order by e.priority desc, e.created_on
      limit 1
      for update skip locked;
    end if;
    if found then return; end if;
  end loop;
end
$$;

-- The moment, in ms since 1970, before which whatever was submitted is there: what came later says so (`come_late`).
create function atelier.settled() returns bigint
language sql stable as $$ select floor(1000 * date_part('epoch', now()))::bigint - 200 $$;

-- Says that a line is taken up to a moment, in ms since 1970. A step is written, not each claim. `looked`: what was said
-- before: something has come to be before it where less is said now.
create function atelier.reach(line text, looked bigint, moment bigint) returns void
language plpgsql as $$
declare
  step_ms constant integer := 20;
  said constant bigint := atelier.read_reached(line);
begin
  if said >= looked and said >> 42 = looked >> 42 and (said & 4398046511103) + step_ms < moment then
    perform atelier.write_reached(line, ((said >> 42) << 42) + moment);
  end if;
end
$$;

-- Where an entry stands in its line, in ms since 1970: where it was ordered in the second at which it is due, when it was
-- created; else before all of that second, of which those that were ordered earlier come first.
create function atelier.place_of(beginning integer, priority integer, created_on timestamptz) returns bigint
language sql immutable as $$
  select case when created between due and due + 999 then created else due - 1 end
  from (select 1000 * (beginning - priority)::bigint, floor(1000 * date_part('epoch', created_on))::bigint) e (due, created)
$$;

-- Takes back how far a line is taken to where a job stands that was written late; false: it is taken already.
create function atelier.come_late(queue text, job uuid) returns boolean
language plpgsql as $$
declare
  place constant record := atelier.look_at(queue);
  said constant bigint := atelier.read_reached(queue);
  moment bigint;
begin
  select atelier.place_of(place.beginning, e.priority, e.created_on) into moment
  from pgboss.job e
  where e.name = queue and e.id = job and e.state < 'active';
  if not found then return false; end if;
  if said >> 42 = place.said >> 42 and (said & 4398046511103) > moment then
    perform atelier.write_reached(queue, ((said >> 42) << 42) + moment);
  end if;
  return true;
end
$$;

-- As before, but it says how far the line is taken.
create or replace function atelier.take(
  queue text, most integer, by_worker text, stale_seconds integer, leave_seconds integer
) returns setof atelier.taken
language plpgsql set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
declare
  place constant record := atelier.look_at(queue);
  me atelier.workers;
  entry atelier.entry;
  taken atelier.taken;
  due bigint;
begin
  for i in 1 .. most loop
    entry := atelier.next_entry(queue, place.lows, place.highs, place.sinces);
    exit when entry.id is null;
    if me.id is null then
      select w.* into me from atelier.workers w where w.id = by_worker;
      me.id := by_worker;
    end if;
    taken := atelier.claim(entry.id, entry.attempt + 1, me, place.fastest, stale_seconds, leave_seconds);
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
    return next taken;
  end loop;
end
$$;

-- The first entries of a queue whose entries are no jobs, as pg-boss's own fetch takes them.
create function atelier.fetch(queue text, most integer) returns table (
  id uuid, data jsonb, output jsonb, retry_count integer, retry_limit integer, expire_seconds integer,
  created_on timestamptz
)
language plpgsql set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
declare
  place constant record := atelier.look_at(queue);
  entry atelier.entry;
begin
  for i in 1 .. most loop
    entry := atelier.next_entry(queue, place.lows, place.highs, place.sinces);
    exit when entry.id is null;
    update pgboss.job e
    set state = 'active', started_on = now(), heartbeat_on = now(), retry_count = entry.attempt
    where e.name = queue and e.id = entry.id;
    if place.said is not null then
      perform atelier.reach(queue, place.said, least(
        floor(1000 * date_part('epoch', entry.created_on))::bigint, atelier.settled()));
    end if;
    id := entry.id;
    data := entry.data;
    output := entry.output;
    retry_count := entry.attempt;
    retry_limit := entry.retry_limit;
    expire_seconds := entry.expire_seconds;
    created_on := entry.created_on;
    return next;
  end loop;
end
$$;

-- What follows is as before, but keeps to its index. Planned while nearly all jobs had ended, the indexes of those that
-- wait all looked like a page, and any of them was read from end to end: as many entries as have ended since somebody
-- opened a transaction. (`state || ''`: no index is for that.)

create or replace function atelier.claim(
  of_job uuid, as_attempt integer, me atelier.workers, fastest jsonb, stale_seconds integer, leave_seconds integer
) returns atelier.taken
language plpgsql as $$
declare
  taken atelier.taken;
  found_job record;
begin
  select j as "row", p.bytes, p.style into found_job
  from atelier.jobs j left join atelier.photos p on p.job_id = j.id
  where j.id = of_job and j.state || '' in ('waiting', 'painting')
    and (j.attempt < as_attempt or (j.attempt = as_attempt and j.worker_id = me.id));
  if not found then return taken; end if;
  taken.left_seconds := atelier.left_by(
    found_job."row", me, (fastest ->> (found_job."row").quality)::double precision, stale_seconds, leave_seconds);
  if taken.left_seconds is not null then return taken; end if;
  -- looked at again, as it may have ended meanwhile
  update atelier.jobs j
  set state = 'painting', attempt = as_attempt, worker_id = me.id, started_at = now(), progress = null
  where j.id = of_job and j.state || '' in ('waiting', 'painting')
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
  where j.id = of_job and j.attempt = as_attempt and j.state || '' in ('waiting', 'painting')
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

-- Priority of the last that waits of a server, of those below `before`.
create function atelier.last_of_server(of_guild text, line text, before integer) returns integer
language plpgsql stable
set enable_seqscan = off set enable_sort = off set enable_incremental_sort = off set plan_cache_mode = force_generic_plan as $$
begin
  return (
    select j.priority from atelier.jobs j
    -- not equal: only jobs_server brings them in this order
    where j.guild_id >= of_guild and j.guild_id <= of_guild and j.quality = line and j.state = 'waiting' and j.priority < before
    order by j.guild_id, j.quality, j.priority
    limit 1);
end
$$;

-- The first job of each turn of a server after `turn`, up to `last_turn`, that is not due before that one, locked; those that
-- somebody else moves are left out. turn_seconds: between two turns of a person.
create function atelier.later_turns(of_guild text, line text, after_turn integer, last_turn integer, turn_seconds integer)
returns table (id uuid, priority integer)
language plpgsql
set enable_seqscan = off set enable_sort = off set enable_incremental_sort = off set plan_cache_mode = force_generic_plan as $$
begin
  for t in after_turn + 1 .. last_turn loop
    return query
      select j.id, j.priority from atelier.jobs j
      where j.guild_id = of_guild and j.quality = line and j.state = 'waiting' and j.turn = t
        and j.created_at > now() - (t - after_turn) * turn_seconds * interval '1 second'
      order by j.created_at
      limit 1
      for update skip locked;
  end loop;
end
$$;

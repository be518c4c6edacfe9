-- What operators ask of queues and workers, and what scales workers.

-- A queue that is paused: jobs are taken in and wait, nobody paints them.
create table atelier.pauses (
  quality text primary key check (quality in ('fast', 'high')),
  -- what people are told, in the operator's own words
  reason text not null,
  paused_at timestamptz not null default now()
);

alter table atelier.workers
  -- what an operator asks; the worker hears of it when it checks in
  add column asked text check (asked in ('drain', 'quarantine', 'release'));

-- What waits and is being painted, by quality; always a row for each. Autoscalers read it (docs/operate/kubernetes.md),
-- so its columns are kept. `seconds`: what all of it takes on one worker of the speed measured in the last week, or as
-- long as nothing was measured, with 2 s for a usual picture in fast quality and 30 s in high.
create view atelier.backlog as
with line (quality, usual_pixels, guess) as (
  values ('fast', 1024 * 768, 2.0), ('high', 512 * 384, 30.0)
),
open as (
  select quality,
         count(*) filter (where state = 'waiting') as waiting,
         count(*) filter (where state = 'painting') as painting,
         min(created_at) filter (where state = 'waiting') as oldest,
         count(*) filter (where "order" ->> 'size' is null) as unsized,
         coalesce(sum(("order" ->> 'size')::float8 ^ 2 * 0.75), 0) as sized_pixels
  from atelier.jobs
  where state in ('waiting', 'painting')
  group by quality
)
select line.quality,
       coalesce(open.waiting, 0)::int as waiting,
       coalesce(open.painting, 0)::int as painting,
       (coalesce(open.sized_pixels + open.unsized * line.usual_pixels, 0) / coalesce(
         (select avg(case line.quality when 'fast' then w.fast_speed else w.high_speed end)
          from atelier.workers w where w.seen_at > now() - interval '7 days'),
         line.usual_pixels / line.guess
       ))::float8 as seconds,
       coalesce(extract(epoch from now() - open.oldest), 0)::float8 as oldest_seconds,
       exists (select from atelier.pauses p where p.quality = line.quality) as paused
from line left join open using (quality);

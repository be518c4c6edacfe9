-- Moving pictures: a job of its own line, whose painting takes minutes and is kept second by second.

alter table atelier.jobs
  -- the line that it waits in: a quality, or the clips of one. The quality itself stands in the order
  drop constraint jobs_quality_check,
  add constraint jobs_quality_check check (quality in ('fast', 'high', 'clip-fast', 'clip-high')),
  -- what is painted of a moving picture, see packages/contract/src/clip.ts; null: a still picture
  add column clip jsonb,
  -- it moves, and only its first picture is painted: moving pictures are switched off there
  add column first_frame boolean not null default false;

-- What is finished of a clip that is being painted, a second each: whoever takes the job next goes on from there. Gone
-- when the job has ended.
create table atelier.segments (
  job_id uuid not null references atelier.jobs on delete cascade,
  -- from 0
  number integer not null,
  frames integer not null,
  bytes bytea not null,
  primary key (job_id, number)
);
alter table atelier.segments alter column bytes set storage external;

alter table atelier.results
  drop constraint results_picture_type_check,
  add constraint results_picture_type_check check (picture_type in ('png', 'jpeg', 'webp', 'mp4')),
  -- of a clip: frames, seconds, and what was left out so that it fits
  add column moving jsonb,
  -- of a clip: the same moment of it and of what was sent, as JPEG; null after the purge
  add column still bytea,
  add column photo_still bytea;
alter table atelier.results alter column still set storage external;
alter table atelier.results alter column photo_still set storage external;

alter table atelier.workers
  -- it takes clips of its qualities
  add column clips boolean not null default false,
  -- pixels of finished frames per second
  add column clip_fast_speed double precision,
  add column clip_high_speed double precision;

alter table atelier.settings
  add column clips boolean not null default true,
  -- s, pixels of the longer side, frames a second that are painted of a clip; null: CLIP_SETTINGS
  add column clip_seconds integer,
  add column clip_side integer,
  add column clip_rate integer;

-- The lines of clips beside those of stills. `seconds` as before: of clips what is known of their frames.
create or replace view atelier.backlog as
with line (quality, usual_pixels, guess) as (
  values ('fast', 1024 * 768, 2.0), ('high', 512 * 384, 30.0),
         ('clip-fast', 100 * 640 * 360, 60.0), ('clip-high', 100 * 512 * 288, 2000.0)
),
open as (
  select quality,
         count(*) filter (where state = 'waiting') as waiting,
         count(*) filter (where state = 'painting') as painting,
         min(created_at) filter (where state = 'waiting') as oldest,
         count(*) filter (where clip is null and "order" ->> 'size' is null) as unsized,
         coalesce(sum(case when clip is null then ("order" ->> 'size')::float8 ^ 2 * 0.75
                           else (clip ->> 'frames')::float8 * (clip ->> 'width')::float8 * (clip ->> 'height')::float8
                      end), 0) as sized_pixels
  from atelier.jobs
  where state in ('waiting', 'painting')
  group by quality
)
select line.quality,
       coalesce(open.waiting, 0)::int as waiting,
       coalesce(open.painting, 0)::int as painting,
       (coalesce(open.sized_pixels + open.unsized * line.usual_pixels, 0) / coalesce(
         (select avg(case line.quality when 'fast' then w.fast_speed when 'high' then w.high_speed
                                       when 'clip-fast' then w.clip_fast_speed else w.clip_high_speed end)
          from atelier.workers w where w.seen_at > now() - interval '7 days'),
         line.usual_pixels / line.guess
       ))::float8 as seconds,
       coalesce(extract(epoch from now() - open.oldest), 0)::float8 as oldest_seconds,
       exists (select from atelier.pauses p where 'clip-' || p.quality = line.quality or p.quality = line.quality) as paused
from line left join open using (quality);

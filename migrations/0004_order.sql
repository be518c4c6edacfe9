-- The order: every option of a painting in one value, parsed when it is read (packages/contract/src/order.ts). A new
-- option needs no migration. What SQL looks at stays a column: quality, and who, where, when and how far.
alter table atelier.jobs add column "order" jsonb;

create function atelier.order_of(job atelier.jobs) returns jsonb language sql immutable as $$
  select jsonb_build_object(
    'preset', job.preset,
    'quality', job.quality,
    'strength', job.strength,
    'blend', job.blend,
    'blendShare', job.blend_share,
    'keepColours', job.keep_colours,
    'size', job.size,
    'seed', job.seed
  )
$$;

update atelier.jobs j set "order" = atelier.order_of(j);
alter table atelier.jobs alter column "order" set not null;

-- For one release both ways of writing an order are there, so that bots and workers of the version before run beside
-- newer ones: an order fills the old columns, and the old columns make an order. The next release drops this trigger,
-- both functions and the columns preset, strength, blend, blend_share, keep_colours, size and seed.
create function atelier.keep_order_twice() returns trigger language plpgsql as $$
begin
  if new."order" is null then
    new."order" := atelier.order_of(new);
  elsif tg_op = 'UPDATE' and new."order" is not distinct from old."order" then
    new."order" := new."order" || atelier.order_of(new);
  else
    new.preset := new."order" ->> 'preset';
    new.strength := coalesce((new."order" ->> 'strength')::integer, new.strength);
    new.blend := new."order" ->> 'blend';
    new.blend_share := coalesce((new."order" ->> 'blendShare')::integer, new.blend_share);
    new.keep_colours := coalesce((new."order" ->> 'keepColours')::boolean, new.keep_colours);
    new.size := (new."order" ->> 'size')::integer;
    new.seed := (new."order" ->> 'seed')::integer;
  end if;
  return new;
end
$$;

create trigger keep_order_twice
  before insert or update of "order", preset, quality, strength, blend, blend_share, keep_colours, size, seed
  on atelier.jobs
  for each row execute function atelier.keep_order_twice();

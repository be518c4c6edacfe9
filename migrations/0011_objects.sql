-- What references in the tables led to, and no row has any more: deleted from the object store by the purge.
create table atelier.freed_objects (
  reference bytea primary key
);

create function atelier.free_object(reference bytea) returns void language sql as $$
  insert into atelier.freed_objects
  select reference where substring(reference from 1 for 16) = '\x00' || 'atelier-object:'::bytea
  on conflict do nothing
$$;

create function atelier.free_photo() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or new.bytes is distinct from old.bytes then perform atelier.free_object(old.bytes); end if;
  if tg_op = 'DELETE' or new.style is distinct from old.style then perform atelier.free_object(old.style); end if;
  return null;
end $$;
create function atelier.free_result() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or new.picture is distinct from old.picture then perform atelier.free_object(old.picture); end if;
  if tg_op = 'DELETE' or new.fallback is distinct from old.fallback then perform atelier.free_object(old.fallback); end if;
  return null;
end $$;
create function atelier.free_checkpoint() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or new.picture is distinct from old.picture then perform atelier.free_object(old.picture); end if;
  return null;
end $$;

-- Only for what may be a reference: bytes themselves are longer, and their length is known without reading them.
create trigger free_photo after delete or update on atelier.photos for each row
  when (octet_length(old.bytes) < 100 or octet_length(old.style) < 100) execute function atelier.free_photo();
create trigger free_result after delete or update on atelier.results for each row
  when (octet_length(old.picture) < 100 or octet_length(old.fallback) < 100) execute function atelier.free_result();
create trigger free_checkpoint after delete or update on atelier.checkpoints for each row
  when (octet_length(old.picture) < 100) execute function atelier.free_checkpoint();

-- What a job needs of a worker beside its quality, and what a worker has: names of options that are not at their
-- usual value, and of presets that came with a version. Null: not said, as by an earlier version.
alter table atelier.jobs add column needs text[] not null default '{}';
alter table atelier.workers add column has text[];

-- per cent of the second preset in a blend, 0 to 100; says nothing where `blend` is null
alter table atelier.jobs
  add column blend_share integer not null default 50 check (blend_share between 0 and 100);

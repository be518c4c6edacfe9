import type { Queryable } from '../transaction.ts';

export async function removePictures(db: Queryable, jobId: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `with removed as (
       update atelier.jobs
       set removed_at = now(),
           delivery = case when delivery in ('pending', 'pending-bot') then 'undeliverable' else delivery end
       where id = $1 and state in ('done', 'failed') and removed_at is null
       returning id
     ), emptied as (
       update atelier.results set picture = null, fallback = null, plot = null
       where job_id in (select id from removed)
     ), forgotten as (
       delete from atelier.photos where job_id in (select id from removed)
     )
     select from removed`,
    [jobId],
  );
  return rowCount === 1;
}

import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { QUEUE_WARNINGS, queueWarnings } from '@atelier/queue/queue-warnings.ts';
import { STYLE_QUEUES } from '@atelier/queue/queues.ts';
import { openWorkshop } from '@atelier/queue/workshop.ts';
import { createLog } from '@atelier/runtime/log.ts';
import { preparedDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';

it('what the queue warns of is a warning in the log, once', async (test) => {
  const closers: (() => Promise<void>)[] = [];
  const databaseUrl = await preparedDatabase(test, closers);
  const lines: { level: number; msg: string; data?: object; kind?: string; advice?: string }[] = [];
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(JSON.parse(String(chunk)));
      done();
    },
  });
  const workshop = await openWorkshop({ databaseUrl, log: createLog('test', destination, 'info') });
  closers.push(() => workshop.close());
  const { boss } = workshop;
  await boss.updateQueue(STYLE_QUEUES.fast, { warningQueueSize: 1 });
  await boss.send(STYLE_QUEUES.fast, { jobId: '1' });
  await boss.send(STYLE_QUEUES.fast, { jobId: '2' });
  const warned = () => lines.filter(({ msg }) => msg.includes('backlog'));
  await eventually('a warning', async () => {
    await boss.supervise();
    return warned().length > 0;
  });
  assert.equal(warned()[0]!.level, 40);
  assert.match(warned()[0]!.msg, /style-fast.*2 jobs/);
  // the same kind again, with other figures and with what a statement was asked with
  const values = ['a token'];
  boss.emit('warning', { message: 'Warning: large queue backlog: queue "x" has 9 jobs', data: {} });
  boss.emit('warning', {
    message: 'Warning: slow query. Review',
    data: { elapsed: 31, sql: 'select', values },
  });
  assert.equal(warned().length, 1);
  const slow = lines.find(({ msg }) => msg.includes('slow query'));
  assert.deepEqual(slow?.data, { elapsed: 31, sql: 'select' });
  assert.match(slow?.advice ?? '', /pg_stat_activity/);

  // dead rows that nothing takes away, and then such that a transaction keeps from being taken away
  const { pool } = workshop;
  const table = 'pgboss.job_common';
  const age = () => pool.query(`update ${table} set output = '{}'; select pg_stat_force_next_flush()`);
  const said = (kind: string, also: () => Promise<unknown> = async () => {}) =>
    eventually(kind, async () => {
      await age();
      await also();
      await boss.supervise();
      return lines.find((line) => line.kind === kind);
    });
  await pool.query(
    `alter table ${table} set (autovacuum_enabled = false, autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0)`,
  );
  const disabled = await said('autovacuum_disabled');
  assert.equal(disabled.level, 40);
  assert.match(disabled.advice ?? '', /RESET \(autovacuum_enabled\)/);
  await pool.query(`alter table ${table} reset (autovacuum_enabled)`);
  const holder = await pool.connect();
  closers.push(async () => holder.release(true));
  await holder.query('begin isolation level repeatable read; select 1');
  const pinned = await said('xmin_horizon', () => pool.query(`vacuum ${table}`));
  assert.match(pinned.msg, /a backend holding an open transaction|pid \d+/);
  assert.match(pinned.advice ?? '', /end the transaction/);
});

it('every kind of warning that the queue has is known, with what to do', () => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const dist = join(root, 'node_modules', 'pg-boss', 'dist');
  const sources = globSync('*.js', { cwd: dist }).map((name) => readFileSync(join(dist, name), 'utf8'));
  const kinds = /type WarningType = ([^;]+);/.exec(readFileSync(join(dist, 'types.d.ts'), 'utf8'))?.[1];
  const named = [...(kinds ?? '').matchAll(/'(\w+)'/g)].map(([, kind]) => kind);
  assert.ok(named.length >= 6);
  assert.deepEqual(Object.keys(QUEUE_WARNINGS).sort(), named.sort());
  const lines: { kind?: string; advice?: string }[] = [];
  const write = (text: string) => void lines.push(JSON.parse(text));
  const warn = queueWarnings(createLog('test', { write }, 'info'));
  for (const [kind, entry] of Object.entries<{ begins?: string; advice: string }>(QUEUE_WARNINGS)) {
    // as the library that is installed says it, which a new version may say otherwise
    if (entry.begins)
      assert.ok(
        sources.some((source) => source.includes(entry.begins!)),
        kind,
      );
    else
      assert.ok(
        sources.some((source) => source.includes(`data: { type: WARNING_TYPE`)),
        kind,
      );
    warn({ message: entry.begins ?? 'something', data: entry.begins ? {} : { type: kind } });
    const last = lines.at(-1);
    assert.deepEqual([last?.kind, last?.advice], [kind, entry.advice]);
  }
});

import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { it } from 'node:test';
import { STYLE_QUEUES } from '@atelier/queue/queues.ts';
import { openWorkshop } from '@atelier/queue/workshop.ts';
import { createLog } from '@atelier/runtime/log.ts';
import { preparedDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';

it('what the queue warns of is a warning in the log, once', async (test) => {
  const closers: (() => Promise<void>)[] = [];
  const databaseUrl = await preparedDatabase(test, closers);
  const lines: { level: number; msg: string; data?: object }[] = [];
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
  await eventually('a warning', () => warned().length > 0);
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
});

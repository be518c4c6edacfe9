import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Fleet, openFleet } from '@atelier/cli/start-fleet.ts';
import { readEnvironment } from '@atelier/runtime/environment.ts';
import { createLog } from '@atelier/runtime/log.ts';
import type { Sandbox } from '@atelier/sandbox/sandbox.ts';

export interface AtHand {
  fleet: Fleet;
  sandbox: Sandbox;
  dataDirectory: string;
}

/**
 * The product as people meet it, sandbox, bot and worker as processes of their own, on data that goes afterwards.
 * healthPort: of the bot, and the next one of the worker; absent: none.
 */
export async function withFleet<T>(
  { healthPort = null }: { healthPort?: number | null },
  use: (atHand: AtHand) => Promise<T>,
): Promise<T> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'atelier-bench-'));
  const own = { discordToken: null, applicationId: null, databaseUrl: null, dataDirectory, healthPort };
  const fleet = await openFleet({
    environment: { ...readEnvironment(), ...own },
    port: 0,
    log: createLog('bench', process.stderr, 'fatal'),
    output: process.stderr,
    env: { LOG_LEVEL: 'fatal' },
    notice: (line) => process.stderr.write(`${line}\n`),
  });
  try {
    const sandbox = fleet.sandbox!;
    await sandbox.ready('style', 60_000);
    return await use({ fleet, sandbox, dataDirectory });
  } finally {
    await fleet.close();
    await rm(dataDirectory, { recursive: true, force: true });
  }
}

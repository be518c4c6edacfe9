import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRefusal } from '@atelier/queue/start-refusal.ts';
import { readEnvironment } from '@atelier/runtime/environment.ts';
import { createLog } from '@atelier/runtime/log.ts';
import { openLogFile } from '@atelier/runtime/log-output.ts';
import { lossSummary, paintSample } from './sample.ts';
import { type Fleet, openFleet } from './start-fleet.ts';

/**
 * `atelier demo`: one sample photo the whole way, then stop. Uses a database and a data directory of its own,
 * so that it never meets the jobs of a real workshop, and no Discord token.
 *
 * @returns 0 and the picture's path on stdout, or 1 and why on stderr
 */
export async function demo(options: { out: string }): Promise<number> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'atelier-demo-'));
  // Started by root, the database server runs as another user, who must be able to pass through.
  await chmod(dataDirectory, 0o711);
  const logFile = join(dataDirectory, 'atelier.log');
  const output = await openLogFile(logFile, (reason) =>
    process.stderr.write(`The log ${logFile} cannot be written: ${reason}\n`),
  );
  const stopped = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort());

  let fleet: Fleet | undefined;
  let painted = false;
  try {
    fleet = await openFleet({
      environment: { ...readEnvironment(), discordToken: null, databaseUrl: null, dataDirectory },
      port: 0,
      log: createLog('demo', output),
      output,
      notice: (line) => process.stderr.write(`${line}\n`),
    });
    const sample = await paintSample(fleet, options.out, stopped.signal);
    process.stdout.write(
      `${sample.file}\n${sample.preset}, ${sample.quality}, ${sample.width}×${sample.height}, ` +
        `${sample.seconds.toFixed(1)} s; losses: ${lossSummary(sample.losses)}\n`,
    );
    painted = true;
  } catch (error) {
    process.stderr.write(`The demo failed: ${startRefusal(error).line}\nThe log is in ${logFile}\n`);
  } finally {
    await fleet?.close();
    output.end();
    if (painted) await rm(dataDirectory, { recursive: true, force: true });
  }
  return painted ? 0 : 1;
}

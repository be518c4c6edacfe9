import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { startRefusal } from '@atelier/queue/start-refusal.ts';
import { type Environment, readEnvironment } from '@atelier/runtime/environment.ts';
import { createLog } from '@atelier/runtime/log.ts';
import { openLogFile, stderrOutput } from '@atelier/runtime/log-output.ts';
import { lossSummary, paintSample } from './sample.ts';
import { type Fleet, openFleet } from './start-fleet.ts';
import { terminalPicture } from './terminal-picture.ts';

const say = (line: string) => process.stdout.write(`${line}\n`);

/**
 * `atelier start`: runs everything until Ctrl-C or SIGTERM.
 * With a bot token the logs are JSON lines on stderr, for whoever collects them; in the sandbox they go to a
 * file, so that the terminal shows the picture.
 *
 * @returns the exit code
 */
export async function start(options: { port: number; sample: boolean }): Promise<number> {
  const environment = readEnvironment();
  const stopped = new AbortController();
  // The second signal changes nothing: the children are already told, and killed when they take too long.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopped.abort());

  let fleet: Fleet;
  try {
    const output = await openOutput(environment);
    const log = createLog('starter', output);
    fleet = await openFleet({ environment, port: options.port, log, output, notice: say });
  } catch (error) {
    process.stderr.write(`Atelier could not start: ${startRefusal(error).line}\n`);
    return 1;
  }

  if (fleet.sandbox !== null) {
    say(`\n  Open ${fleet.sandbox.url} and type /style.   Ctrl-C ends everything.\n`);
    if (options.sample && !stopped.signal.aborted) {
      say('  Painting one sample the whole way: chat → bot → Postgres → worker → chat …');
      try {
        const sample = await paintSample(fleet, join(environment.dataDirectory, 'samples'), stopped.signal);
        if (process.stdout.isTTY) process.stdout.write(`\n${await terminalPicture(sample.picture)}\n`);
        say(
          `  ${sample.preset}, ${sample.quality}, ${sample.width}×${sample.height}, ${sample.seconds.toFixed(1)} s`,
        );
        say(`  Losses: ${lossSummary(sample.losses)}`);
        say(`  Picture: ${sample.file}`);
      } catch (error) {
        if (!stopped.signal.aborted) say(`  The sample could not be painted: ${(error as Error).message}`);
      }
    }
  }

  if (!stopped.signal.aborted) {
    await new Promise<void>((done) => stopped.signal.addEventListener('abort', () => done(), { once: true }));
  }
  say('Stopping …');
  await fleet.close();
  return 0;
}

async function openOutput({ discordToken, dataDirectory }: Environment): Promise<Writable> {
  if (discordToken !== null) return stderrOutput();
  await mkdir(dataDirectory, { recursive: true });
  const file = join(dataDirectory, 'atelier.log');
  const output = await openLogFile(file, (reason) => say(`The log ${file} cannot be written: ${reason}`));
  say(`Starting the workshop … (log: ${file})`);
  return output;
}

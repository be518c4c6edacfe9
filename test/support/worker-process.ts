import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { SPAWNED } from './spawned.ts';

export interface WorkerProcess {
  child: ChildProcess;
  /** resolves with the line's count once it was printed that often */
  said(line: string, times?: number): Promise<void>;
  /** sends the signal and waits for the end; the exit code, or null after a signal */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** A worker in a process of its own, so that it can be killed. */
export function startWorkerProcess(env: {
  databaseUrl: string;
  discordApi: string;
  paintMs: number;
  drainSeconds?: number;
}): WorkerProcess {
  const child = spawn(process.execPath, [fileURLToPath(new URL('../queue/child.ts', import.meta.url))], {
    env: {
      ...SPAWNED,
      LOG_LEVEL: process.env.LOG_LEVEL ?? 'error',
      ATELIER_DATA: tmpdir(),
      DATABASE_URL: env.databaseUrl,
      DISCORD_API: env.discordApi,
      PAINT_MS: String(env.paintMs),
      ATELIER_DRAIN_SECONDS: String(env.drainSeconds ?? 20),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout! });
  reader.on('line', (line) => lines.push(line));
  return {
    child,
    async said(line, times = 1) {
      while (lines.filter((one) => one === line).length < times) {
        if (child.exitCode !== null)
          throw new Error(`The worker ended with ${child.exitCode} before it said ${line}`);
        await Promise.race([once(reader, 'line'), once(child, 'exit')]);
      }
    },
    async end(signal) {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit');
        child.kill(signal);
        await ended;
      }
      return child.exitCode;
    },
  };
}

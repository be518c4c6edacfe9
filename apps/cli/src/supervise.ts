import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { StartRefusal } from '@atelier/jobs/start-refusal.ts';

/** A child that dies is started again after 1 s, 2 s, 4 s … at most 30 s. */
const RESTART_DELAY = { first: 1_000, most: 30_000 };
/** A child that has lived this long (ms) starts again without delay growth: it was healthy. */
const HEALTHY_AFTER = 60_000;
/** A child that is still there this long (ms) after SIGTERM is killed. Longer than a worker's own drain limit. */
const STOP_WITHIN = 45_000;

export interface Supervised {
  readonly name: string;
  /** of the process that runs now; undefined between two of them */
  readonly pid: number | undefined;
  /** SIGTERM, wait, SIGKILL if need be; resolves when the process is gone. */
  stop(): Promise<void>;
}

/**
 * Runs one of our processes and keeps it running. It gets a process group of its own, so that Ctrl-C in the
 * terminal reaches only the starter, who then stops everybody in order; and an IPC channel, whose end tells
 * it that the starter itself was killed.
 */
export function supervise(options: {
  name: string;
  main: URL;
  env: NodeJS.ProcessEnv;
  output: Writable;
  /** one line whenever the process ends by itself; once for a reason that stays the same */
  onRestart(reason: string): void;
}): Supervised {
  let child: ChildProcess;
  let stopping = false;
  let delay = RESTART_DELAY.first;
  let timer: NodeJS.Timeout | undefined;
  let said: string | undefined;

  const run = () => {
    const started = Date.now();
    child = spawn(process.execPath, [fileURLToPath(options.main)], {
      env: options.env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
    });
    child.stdout?.pipe(options.output, { end: false });
    child.stderr?.pipe(options.output, { end: false });
    let refusal: string | undefined;
    child.on('message', (message) => {
      refusal = (message as Partial<StartRefusal>).refusal ?? refusal;
    });
    child.once('exit', (code, signal) => {
      if (stopping) return;
      if (Date.now() - started > HEALTHY_AFTER) delay = RESTART_DELAY.first;
      if (refusal === undefined) {
        options.onRestart(
          `${options.name} ended (${signal ?? `exit code ${code}`}); starting it again in ${delay / 1000} s`,
        );
      } else if (refusal !== said) {
        options.onRestart(`${options.name} could not start and is tried again: ${refusal}`);
      }
      said = refusal;
      timer = setTimeout(run, delay);
      delay = Math.min(delay * 2, RESTART_DELAY.most);
    });
  };
  run();

  return {
    name: options.name,
    get pid() {
      return child.exitCode === null && child.signalCode === null ? child.pid : undefined;
    },
    async stop() {
      stopping = true;
      clearTimeout(timer);
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      const killer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN);
      await gone;
      clearTimeout(killer);
    },
  };
}

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { cpuOf } from './measure.ts';

export interface Version {
  name: string;
  /** of a checkout after `npm ci` */
  root: string;
  /** it is 0.1.0 */
  old: boolean;
}

export const HERE: Version = {
  name: 'now',
  root: fileURLToPath(new URL('../..', import.meta.url)),
  old: false,
};

/** A process of simulated workers, or of who submits to them, told one thing after the other; see `workers.ts`. */
export class Simulation {
  readonly #child: ChildProcess;

  constructor({ root, old }: Version, databaseUrl: string) {
    const file = fileURLToPath(new URL('./workers.ts', import.meta.url));
    this.#child = fork(file, [root, old ? 'old' : 'new', databaseUrl], {
      execArgv: ['--max-old-space-size=6000'],
    });
  }

  async ready(): Promise<void> {
    const [answer] = (await once(this.#child, 'message')) as [{ error?: string }];
    if (answer.error !== undefined) throw new Error(answer.error);
  }

  async tell(command: string, value = 0): Promise<void> {
    this.#child.send({ command, value });
    await this.ready();
  }

  /** CPU seconds so far */
  get cpu(): number {
    return cpuOf(this.#child.pid!);
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }
}

import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LIMITS } from '@atelier/contract/limits.ts';
import type { Log } from '@atelier/runtime/log.ts';
import { z } from 'zod';
import { OpenInteraction } from './store/open-interactions.ts';

/** What one file holds. */
const Entry = z.object({
  row: OpenInteraction,
  /** ms since 1970 */
  at: z.number(),
});
type Entry = z.output<typeof Entry>;

/** What another process has left. */
interface Left extends Entry {
  /** it is in the database now */
  forget(): void;
  /** it cannot be used: the file stays for whoever looks into it, and is not read again */
  setAside(err: unknown): void;
}

/**
 * What was acknowledged while the database was away, on this machine's disk: one file each, so that a bot that is killed
 * before the database is back leaves something to carry on with. Written at once and not later, as the next moment may be
 * the last. Nothing here throws: a disk that takes nothing is said, and the database remains.
 */
export class InteractionJournal {
  readonly #folder: string;
  readonly #log: Log;
  readonly #kept = new Set<string>();

  /** `folder`: of bots on this machine alone; made when it is needed */
  constructor(folder: string, log: Log) {
    this.#folder = folder;
    this.#log = log;
  }

  add(row: OpenInteraction): void {
    this.#kept.add(row.id);
    this.#try(() => {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      const entry: Entry = { row, at: Date.now() };
      // the token in it is a right to answer for a quarter of an hour
      writeFileSync(this.#pathOf(process.pid, row.id), JSON.stringify(entry), { mode: 0o600 });
    });
  }

  remove(id: string): void {
    if (this.#kept.delete(id)) this.#try(() => rmSync(this.#pathOf(process.pid, id), { force: true }));
  }

  /** What processes that are gone have left. */
  left(): Left[] {
    const found: Left[] = [];
    this.#try(() => {
      for (const name of readdirSync(this.#folder)) {
        const [, pid, id] = /^(\d+)-(\d+)\.json$/.exec(name) ?? [];
        if (pid === undefined || id === undefined || this.#kept.has(id) || isAlive(Number(pid))) continue;
        const path = this.#pathOf(Number(pid), id);
        const forget = () => this.#try(() => rmSync(path, { force: true }));
        const setAside = (err: unknown) => this.#setAside(path, err);
        const entry = entryIn(path);
        if (entry instanceof Error) setAside(entry);
        else if (entry === null || Date.now() - entry.at > LIMITS.tokenLifeMs) forget();
        else found.push({ ...entry, forget, setAside });
      }
    });
    return found;
  }

  #setAside(path: string, err: unknown): void {
    this.#log.warn({ err, path }, 'an open interaction in the journal cannot be read: its file is set aside');
    this.#try(() => renameSync(path, `${path}.bad`));
  }

  #pathOf(pid: number, id: string): string {
    return join(this.#folder, `${pid}-${id}.json`);
  }

  #try(work: () => void): void {
    try {
      work();
    } catch (err) {
      // there is no folder as long as nothing had to be kept
      if ((err as NodeJS.ErrnoException).code !== 'ENOENT')
        this.#log.warn({ err }, 'the journal of open interactions cannot be used');
    }
  }
}

/** Null where it was broken off while it was written; the error of one that is not ours. */
function entryIn(path: string): Entry | Error | null {
  try {
    return Entry.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    return error instanceof SyntaxError ? null : (error as Error);
  }
}

/** A process of the same number that is this one is one that came after. */
function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

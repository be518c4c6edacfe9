import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LIMITS } from '@atelier/contract/limits.ts';
import { isStale, keepFresh } from '@atelier/runtime/freshness.ts';
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
  forget(): Promise<void>;
  /** it cannot be used: the file stays for whoever looks into it, and is not read again */
  setAside(err: unknown): Promise<void>;
}

/** ms for which a file is somebody's that was kept fresh; as long as a row of the database is */
const HELD_MS = LIMITS.answerHoldSeconds * 1000;
/** Ends the names of files that are not whole yet. */
const PART = '.part';

/**
 * What was acknowledged while the database was away, on this machine's disk: one file each, so that a bot that is killed
 * before the database is back leaves something to carry on with. Written at once and not later, as the next moment may be
 * the last. Nothing here throws: a disk that takes nothing is said, and the database remains.
 */
export class InteractionJournal {
  readonly #folder: string;
  readonly #log: Log;
  /** in the names of our files */
  readonly #by = randomUUID();
  /** what we keep, and how each one's file is not kept fresh any more */
  readonly #kept = new Map<string, () => void>();

  /** `folder`: of bots on this machine alone; made when it is needed */
  constructor(folder: string, log: Log) {
    this.#folder = folder;
    this.#log = log;
  }

  add(row: OpenInteraction): void {
    if (this.#kept.has(row.id)) return;
    this.#try(() => {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      const entry: Entry = { row, at: Date.now() };
      const path = this.#pathOf(row.id);
      // the token in it is a right to answer for a quarter of an hour
      writeFileSync(path + PART, JSON.stringify(entry), { mode: 0o600 });
      // whoever is killed between two steps leaves the whole of it or nothing
      renameSync(path + PART, path);
      this.#kept.set(row.id, keepFresh(path));
    });
  }

  remove(id: string): void {
    if (this.#let(id)) this.#try(() => rmSync(this.#pathOf(id), { force: true }));
  }

  /** What is still kept may be taken over at once. */
  release(): void {
    for (const id of [...this.#kept.keys()])
      if (this.#let(id)) this.#try(() => utimesSync(this.#pathOf(id), 0, 0));
  }

  /** What processes that are gone have left. */
  async left(): Promise<Left[]> {
    // there is no folder as long as nothing had to be kept
    const names = await readdir(this.#folder).catch((err: NodeJS.ErrnoException) => {
      if (err.code !== 'ENOENT') this.#warn(err);
      return [];
    });
    const found: Left[] = [];
    for (const name of names) {
      const part = name.endsWith(PART);
      if (name.includes(this.#by) || !(part || name.endsWith('.json'))) continue;
      const path = join(this.#folder, name);
      if (!(await isStale(path, HELD_MS))) continue;
      const forget = () => rm(path, { force: true }).catch((err: unknown) => this.#warn(err));
      const setAside = (err: unknown) => this.#setAside(path, err);
      const entry = part ? null : await entryIn(path);
      if (entry instanceof Error) await setAside(entry);
      else if (entry === null || Date.now() - entry.at > LIMITS.tokenLifeMs) await forget();
      else found.push({ ...entry, forget, setAside });
    }
    return found;
  }

  /** Whether it was kept. */
  #let(id: string): boolean {
    this.#kept.get(id)?.();
    return this.#kept.delete(id);
  }

  async #setAside(path: string, err: unknown): Promise<void> {
    this.#log.warn({ err, path }, 'an open interaction in the journal cannot be read: its file is set aside');
    await rename(path, `${path}.bad`).catch((error: unknown) => this.#warn(error));
  }

  #pathOf(id: string): string {
    return join(this.#folder, `${id}-${this.#by}.json`);
  }

  #try(work: () => void): void {
    try {
      work();
    } catch (err) {
      this.#warn(err);
    }
  }

  #warn(err: unknown): void {
    this.#log.warn({ err }, 'the journal of open interactions cannot be used');
  }
}

/** Null where there is nothing in it any more; the error of one that is not ours. */
async function entryIn(path: string): Promise<Entry | Error | null> {
  try {
    return Entry.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    // another bot has taken it meanwhile
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    return error as Error;
  }
}

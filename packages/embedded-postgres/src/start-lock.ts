import { readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { isStale, keepFresh } from '@atelier/runtime/freshness.ts';
import { isAlive } from './processes.ts';

/** ms that a second start waits for the first: initdb on a slow disk, and the recovery after a crash */
const PATIENCE_MS = 120_000;
/** ms after which a lock is nobody's that was not kept fresh: its process's number may be another one's by now */
const HELD_MS = 20_000;

/** Runs `use` while no other process is between the same two lines. A lock of a dead process is broken. */
export async function withStartLock<T>(file: string, use: () => Promise<T>): Promise<T> {
  await acquire(file);
  const letGo = keepFresh(file);
  try {
    return await use();
  } finally {
    letGo();
    await rm(file, { force: true });
  }
}

async function acquire(file: string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      await writeFile(file, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = await readFile(file, 'utf8').catch(() => '');
    // empty: written this moment, or by one that died between creating and writing
    const dead = holder !== '' && !isAlive(Number(holder));
    if (dead || (await isStale(file, HELD_MS))) await rm(file, { force: true });
    else if (Date.now() > deadline) {
      throw new Error(
        `Another process (${holder || 'unknown'}) has been starting Postgres for too long: see ${file}.`,
      );
    } else await sleep(100);
  }
}

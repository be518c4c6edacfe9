import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Result } from '@atelier/contract/job.ts';
import { AtelierError } from '@atelier/queue/errors.ts';
import type { Environment } from '@atelier/runtime/environment.ts';
import { isStale, keepFresh } from '@atelier/runtime/freshness.ts';
import { SOURCE } from './clip-painter.ts';
import { KeptSeconds } from './kept-seconds.ts';
import type { ClipJob, ClipWork } from './painter.ts';
import { PainterProcess, type PainterProcessOptions } from './painter-process.ts';

export interface ApartOptions extends PainterProcessOptions {
  /** for the files of clips that are being painted, a folder each */
  clipFolder: string;
}

/** ms for which a folder is somebody's that was kept fresh */
const HELD_MS = 60_000;

/** Not the system's temporary folder, which may be memory: a clip takes up to 100 MB. */
export const clipFolderOf = ({ dataDirectory }: Pick<Environment, 'dataDirectory'>) =>
  join(dataDirectory, 'clips');

/**
 * Paints a clip in a process that is started for it and ends with it. It yields the processor to the lanes of stills, so
 * that no picture of seconds waits for a clip of minutes; and whatever befalls it, they go on. It ends at once with the
 * signal.
 */
export async function paintClipApart(
  { clipFolder, ...options }: ApartOptions,
  job: ClipJob,
  { signal, onProgress, finished, onSegment }: ClipWork,
): Promise<Result> {
  signal.throwIfAborted();
  await mkdir(clipFolder, { recursive: true });
  await removeLeft(clipFolder);
  const folder = await mkdtemp(join(clipFolder, 'clip-'));
  const letGo = keepFresh(folder);
  let painter: PainterProcess | undefined;
  const end = () =>
    painter?.kill(new AtelierError('job.worker-lost', {}, new Error('It is not needed any more')));
  signal.addEventListener('abort', end, { once: true });
  try {
    await writeFile(join(folder, SOURCE), job.photo, { mode: 0o600 });
    let number = 0;
    for await (const { bytes } of finished) await writeFile(KeptSeconds.fileOf(folder, number++), bytes);
    signal.throwIfAborted();
    painter = new PainterProcess({ ...options, settings: { ...options.settings, yields: true } });
    await painter.ready;
    // one after the other, and the painter does not wait
    let keeping: Promise<void> = Promise.resolve();
    const keep = async (segment: { number: number; frames: number }) =>
      onSegment({ ...segment, bytes: await readFile(KeptSeconds.fileOf(folder, segment.number)) });
    const result = await painter.paintClip(job, {
      folder,
      signal,
      onProgress,
      onSegment: (segment) => {
        keeping = keeping.then(() => keep(segment));
        keeping.catch(() => {});
      },
    });
    return result;
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', end);
    end();
    await painter?.gone;
    letGo();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Removes what workers left behind that died while they painted a clip: somebody's film is in it. */
export async function removeLeft(clipFolder: string): Promise<void> {
  const names = await readdir(clipFolder).catch(() => []);
  for (const name of names) {
    const path = join(clipFolder, name);
    if (!(await isStale(path, HELD_MS))) continue;
    await rm(path, { recursive: true, force: true }).catch(() => {});
  }
}

import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ResumePoint } from '@atelier/core/moving/paint-clip.ts';
import { type KeptFrame, type SegmentPacker, unpackSegment } from '@atelier/core/moving/segment.ts';
import { unwritable } from './files.ts';

interface Saved {
  /** of what was asked for */
  key: string;
  /** frames of each segment, in order */
  segments: number[];
}

/** What is finished of a clip, in the folder `OUT.unfinished`: a segment for each second, and `state.json`. */
export class ClipState {
  readonly #folder: string;
  #saved: Saved;

  /** Another file or other flags begin anew. Error: file.unwritable. */
  static async open(file: string, flags: { out: string }): Promise<ClipState> {
    const folder = `${flags.out}.unfinished`;
    const { size, mtimeMs } = await stat(file);
    const key = createHash('sha256').update(JSON.stringify({ file, size, mtimeMs, flags })).digest('hex');
    const saved = await readFile(join(folder, 'state.json'), 'utf8').then(
      (text) => JSON.parse(text) as Saved,
      () => undefined,
    );
    try {
      if (saved?.key !== key) await rm(folder, { recursive: true, force: true });
      await mkdir(folder, { recursive: true });
    } catch (cause) {
      throw unwritable(folder, cause);
    }
    return new ClipState(folder, saved?.key === key ? saved : { key, segments: [] });
  }

  private constructor(folder: string, saved: Saved) {
    this.#folder = folder;
    this.#saved = saved;
  }

  /** finished ones */
  get frames(): number {
    return this.#saved.segments.reduce((sum, frames) => sum + frames, 0);
  }

  pathOf(name: string): string {
    return join(this.#folder, name);
  }

  /** Hands out all that is finished, in order; undefined: nothing is. */
  async replay(each: (frame: KeptFrame) => Promise<void>): Promise<ResumePoint | undefined> {
    let last: Omit<ResumePoint, 'frames'> | undefined;
    for (const i of this.#saved.segments.keys()) {
      const frames = unpackSegment(await readFile(this.pathOf(`${i}.segment`)));
      let next = await frames.next();
      for (; !next.done; next = await frames.next()) await each(next.value);
      last = next.value;
    }
    return last && { frames: this.frames, ...last };
  }

  /** Error: file.unwritable; a half-written segment does not count. */
  async save(second: SegmentPacker): Promise<void> {
    const segments = [...this.#saved.segments, second.frames];
    try {
      await writeFile(this.pathOf(`${segments.length - 1}.segment`), await second.pack());
      await writeFile(this.pathOf('state.new'), JSON.stringify({ ...this.#saved, segments }));
      await rename(this.pathOf('state.new'), this.pathOf('state.json'));
    } catch (cause) {
      throw unwritable(this.#folder, cause);
    }
    this.#saved = { ...this.#saved, segments };
  }

  remove(): Promise<void> {
    return rm(this.#folder, { recursive: true, force: true });
  }
}

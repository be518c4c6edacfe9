import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ResumePoint } from '@atelier/core/moving/paint-clip.ts';
import { type KeptFrame, lengthOf, type SegmentPacker, unpackSegment } from '@atelier/core/moving/segment.ts';
import type { LossRow } from '@atelier/core/report/progress.ts';

/** The finished seconds of a clip, a segment each, as files `0.segment`, `1.segment` … of a folder. */
export class KeptSeconds {
  readonly #folder: string;
  #segments = 0;
  /** that are finished */
  frames = 0;
  /** that they last */
  seconds = 0;

  static async open(folder: string): Promise<KeptSeconds> {
    const kept = new KeptSeconds(folder);
    const names = new Set(await readdir(folder));
    while (names.has(`${kept.#segments}.segment`)) {
      const { frames, seconds } = lengthOf(await kept.#read(kept.#segments));
      kept.frames += frames;
      kept.seconds += seconds;
      kept.#segments++;
    }
    return kept;
  }

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static fileOf(folder: string, number: number): string {
    return join(folder, `${number}.segment`);
  }

  #read(number: number): Promise<Uint8Array> {
    return readFile(KeptSeconds.fileOf(this.#folder, number));
  }

  /** Every finished frame, as often as needed. */
  async *all(): AsyncGenerator<KeptFrame> {
    for (let i = 0; i < this.#segments; i++) yield* unpackSegment(await this.#read(i));
  }

  /** Where to go on; undefined: at the beginning. */
  async resume(): Promise<ResumePoint | undefined> {
    if (this.#segments === 0) return undefined;
    const frames = unpackSegment(await this.#read(this.#segments - 1));
    let next = await frames.next();
    while (!next.done) next = await frames.next();
    return { frames: this.frames, ...next.value };
  }

  async losses(): Promise<LossRow[]> {
    const rows: LossRow[] = [];
    for await (const { losses } of this.all()) if (losses !== null) rows.push(losses);
    return rows;
  }

  async save(second: SegmentPacker): Promise<{ number: number; frames: number }> {
    const number = this.#segments;
    await writeFile(KeptSeconds.fileOf(this.#folder, number), await second.pack());
    this.#segments++;
    this.frames += second.frames;
    this.seconds += second.seconds;
    return { number, frames: second.frames };
  }
}

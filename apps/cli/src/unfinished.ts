import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import type { Checkpoint } from '@atelier/contract/job.ts';
import { AtelierError } from '@atelier/core/errors.ts';
import type { Progress } from '@atelier/core/report/progress.ts';
import type { PaintRequest } from '@atelier/core/transfer/request.ts';
import { VERSION } from '@atelier/core/version.ts';
import { PIPE, write } from './files.ts';

/** ms between two checkpoints, and before the first: a shorter painting is quickly begun anew */
const EVERY_MS = 15_000;
/** Writing takes at most this share of the time: a picture of 4096 pixels has 75 MB. */
const SHARE = 0.02;

const NEWLINE = 0x0a;

/** How far a painting in high quality has come, in a file beside its place: a line of JSON, then the canvas. */
export class Unfinished {
  readonly #file: string | undefined;
  readonly #key: string;
  readonly #everyMs: number;
  #nextAt: number;
  #kept: number | null = null;

  /** everyMs: see EVERY_MS */
  constructor(out: string, request: PaintRequest, everyMs = EVERY_MS) {
    this.#file = out === PIPE ? undefined : `${out}.unfinished`;
    this.#key = keyOf(request);
    this.#everyMs = everyMs;
    this.#nextAt = performance.now() + everyMs;
  }

  /** Where an earlier run stopped; null: none has. Error: option.invalid where it painted something else. */
  async read(): Promise<Checkpoint | null> {
    if (this.#file === undefined) return null;
    const bytes = await readFile(this.#file).catch(() => null);
    if (bytes === null) return null;
    const end = bytes.indexOf(NEWLINE);
    const head = parsed(bytes.subarray(0, end).toString());
    if (end < 0 || head?.key !== this.#key) {
      const expected = `the photo, the style and the options with which ${this.#file} was begun`;
      throw new AtelierError('option.invalid', { option: '--resume', expected, received: 'others' });
    }
    return { state: String(head.state), fraction: Number(head.fraction), picture: bytes.subarray(end + 1) };
  }

  /** Keeps this moment, if the last one is long enough ago. Error: file.unwritable. */
  async offer({ checkpoint }: Progress): Promise<void> {
    const begun = performance.now();
    if (this.#file === undefined || checkpoint === undefined || begun < this.#nextAt) return;
    const { state, fraction, picture } = checkpoint();
    const head = JSON.stringify({ key: this.#key, state, fraction });
    await write(this.#file, Buffer.concat([Buffer.from(`${head}\n`), picture]));
    const now = performance.now();
    this.#nextAt = now + Math.max(this.#everyMs, (now - begun) / SHARE);
    this.#kept = fraction;
  }

  /** The painting is there. */
  async remove(): Promise<void> {
    if (this.#file !== undefined) await rm(this.#file, { force: true });
    this.#kept = null;
  }

  /** What to do when the painting was stopped; empty where nothing of it was kept. */
  sentence(): string {
    if (this.#kept === null) return '';
    const percent = Math.floor(100 * this.#kept);
    return `${percent} % of it is kept in ${this.#file}: the same command with --resume goes on from there.\n`;
  }
}

/** The same for two runs that paint the same, wherever photo and style pictures lie. */
function keyOf({ engine, signal, onProgress, ...request }: PaintRequest): string {
  const plain = (_: string, value: unknown) =>
    value instanceof Float32Array || value instanceof Uint8Array
      ? createHash('sha256').update(value).digest('hex')
      : value;
  const asked = JSON.stringify({ ...request, version: VERSION }, plain);
  return createHash('sha256').update(asked).digest('hex');
}

function parsed(text: string): { key?: unknown; state?: unknown; fraction?: unknown } | null {
  try {
    return JSON.parse(text) as object;
  } catch {
    return null;
  }
}

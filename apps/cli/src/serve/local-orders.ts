import { randomUUID } from 'node:crypto';
import { asAtelierError } from '@atelier/contract/errors.ts';
import type { Result } from '@atelier/contract/job.ts';
import { LIMITS } from '@atelier/contract/limits.ts';
import type { Order } from '@atelier/contract/order.ts';
import { ownPresetBytes } from '@atelier/core/styles/catalogue-own.ts';
import { AtelierError } from '@atelier/queue/errors.ts';
import type { Painter } from '@atelier/worker/painter.ts';
import type { Orders, Owner, View } from './orders.ts';

/** Bytes of finished pictures that are kept; beyond that the oldest go. */
const KEPT_BYTES = 256 * 1024 * 1024;
/** Orders that wait or are painted, of everybody together: photos wait in memory. */
const OPEN = 64;

interface Kept extends View {
  owner: Owner;
  result: Result | null;
  control: AbortController;
}

/** Orders that a painter of this process paints, one after the other in each quality. They end with the process. */
export class LocalOrders implements Orders {
  readonly #painter: Painter;
  /** the oldest first */
  readonly #orders = new Map<string, Kept>();
  readonly #running = new Set<Promise<void>>();

  constructor(painter: Painter) {
    this.#painter = painter;
  }

  async submit(owner: Owner, order: Order, photo: Uint8Array, style: Uint8Array | null): Promise<string> {
    const open = [...this.#orders.values()].filter(
      ({ state }) => state === 'waiting' || state === 'painting',
    );
    if (open.filter((one) => one.owner === owner).length >= LIMITS.openJobsPerUser) {
      throw new AtelierError('job.limit', { limit: LIMITS.openJobsPerUser });
    }
    if (open.length >= OPEN) throw new AtelierError('service.unavailable');
    const kept: Kept = {
      id: randomUUID(),
      owner,
      order,
      state: 'waiting',
      createdAt: new Date(),
      fraction: 0,
      error: null,
      figures: null,
      result: null,
      control: new AbortController(),
    };
    this.#orders.set(kept.id, kept);
    const running = this.#paint(kept, photo, style).finally(() => this.#running.delete(running));
    this.#running.add(running);
    return kept.id;
  }

  async find(owner: Owner, id: string): Promise<View | null> {
    return this.#of(owner, id) ?? null;
  }

  async picture(owner: Owner, id: string) {
    const result = this.#of(owner, id)?.result;
    return result ? { bytes: result.picture, type: result.pictureType } : null;
  }

  async cancel(owner: Owner, id: string): Promise<boolean> {
    const kept = this.#of(owner, id);
    if (kept === undefined || kept.state === 'done' || kept.state === 'failed') return false;
    kept.control.abort();
    fail(kept, new AtelierError('job.cancelled'));
    return true;
  }

  async healthy(): Promise<boolean> {
    return true;
  }

  async close(): Promise<void> {
    for (const { control } of this.#orders.values()) control.abort();
    await Promise.all(this.#running);
    await this.#painter.close();
  }

  #of(owner: Owner, id: string): Kept | undefined {
    const kept = this.#orders.get(id);
    return kept?.owner === owner ? kept : undefined;
  }

  async #paint(kept: Kept, photo: Uint8Array, style: Uint8Array | null): Promise<void> {
    const { signal } = kept.control;
    try {
      const presets = await presetsOf(kept.order);
      const attachmentSizeLimit = LIMITS.photoBytes;
      const job = { ...kept.order, photo, style, presets, attachmentSizeLimit, checkpoint: null };
      const result = await this.#painter.paint(job, {
        signal,
        onProgress: ({ fraction }) => {
          if (kept.state === 'waiting') kept.state = 'painting';
          kept.fraction = fraction;
        },
      });
      if (signal.aborted) return;
      const { picture: _, fallback: _fallback, pictureType: _type, measure, ...figures } = result;
      Object.assign(kept, { state: 'done', fraction: 1, figures, result } satisfies Partial<Kept>);
      this.#forget();
      // they are shown as soon as they are there; a picture whose painter dies meanwhile stays without
      if (measure) figures.losses = await measure().catch(() => []);
    } catch (error) {
      if (!signal.aborted) fail(kept, asAtelierError(error));
    }
  }

  /** Makes room for what was painted last. */
  #forget(): void {
    const done = [...this.#orders.values()].filter(({ state }) => state === 'done' || state === 'failed');
    let bytes = done.reduce((sum, { result }) => sum + (result?.picture.length ?? 0), 0);
    for (const { id, result } of done.slice(0, -1)) {
      if (bytes <= KEPT_BYTES && this.#orders.size <= 1000) return;
      bytes -= result?.picture.length ?? 0;
      this.#orders.delete(id);
    }
  }
}

function fail(kept: Kept, { code, data }: AtelierError): void {
  Object.assign(kept, { state: 'failed', error: { code, data } } satisfies Partial<Kept>);
}

/** The files of those presets of one's own that an order names; the painter has no folder. */
async function presetsOf({ preset, blend }: Order): Promise<{ name: string; bytes: Uint8Array }[]> {
  const named = [preset, blend].filter((name) => name !== null);
  const files = await Promise.all(named.map(async (name) => ({ name, bytes: await ownPresetBytes(name) })));
  return files.flatMap(({ name, bytes }) => (bytes ? [{ name, bytes }] : []));
}

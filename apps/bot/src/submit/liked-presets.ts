import { likedPresets } from '@atelier/queue/people.ts';
import type { Workshop } from '@atelier/queue/workshop.ts';
import type { LikedPresets } from '../reply/bot.ts';
import { soon } from '../reply/handler.ts';

/** ms for which they are taken as read: whoever types has an answer from memory at the second letter */
const FRESH_MS = 60_000;
/** people that are remembered */
const LIMIT = 2000;

/** Reads from the database which presets people like, and keeps what it read. */
export class DatabaseLikedPresets implements LikedPresets {
  readonly #workshop: Workshop;
  readonly #entries = new Map<string, { names: Promise<readonly string[]>; at: number }>();

  constructor(workshop: Workshop) {
    this.#workshop = workshop;
  }

  async soon(userId: string): Promise<readonly string[]> {
    return (await soon(this.#of(userId))) ?? [];
  }

  forget(userId: string): void {
    this.#entries.delete(userId);
  }

  #of(userId: string): Promise<readonly string[]> {
    const known = this.#entries.get(userId);
    if (known && Date.now() - known.at < FRESH_MS) return known.names;
    const names = likedPresets(this.#workshop, userId).catch(() => {
      this.#entries.delete(userId);
      return [];
    });
    this.#entries.delete(userId);
    this.#entries.set(userId, { names, at: Date.now() });
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > LIMIT && oldest !== undefined) this.#entries.delete(oldest);
    return names;
  }
}

/**
 * The interactions seen lately, so that one that the gateway hands over twice (a resumed session replays
 * events) is answered once. An interaction is dead after 15 minutes; a few thousand are more than arrive in it.
 */
export class SeenInteractions {
  readonly #ids = new Set<string>();
  readonly #limit: number;

  constructor(limit = 5000) {
    this.#limit = limit;
  }

  /** True the first time, false for a repetition. */
  add(id: string): boolean {
    if (this.#ids.has(id)) return false;
    this.#ids.add(id);
    if (this.#ids.size > this.#limit) {
      const [oldest] = this.#ids;
      if (oldest !== undefined) this.#ids.delete(oldest);
    }
    return true;
  }
}

import type { TakenRow } from './store/claims.ts';

/** Who goes on with another job when one has ended. */
export interface Follower {
  queue: string;
  workerId: string;
  /** Begins with what was taken for it. */
  begin(taken: readonly TakenRow[]): void;
}

/** Takes entries of one queue. */
export interface Loop {
  readonly name: string;
  /** it could take another one */
  readonly hungry: boolean;
  /** Something may be there to fetch. */
  call(): void;
  /** Takes another entry in the place of this one, which ends now; null: it does not, or this is none of its own. */
  followerOf(id: string): Follower | null;
}

/** What a process takes from the queues, so that whoever hears of an entry can call for it. */
export class Loops {
  readonly #loops = new Set<Loop>();
  /** pg-boss's channel, whose messages are names of queues */
  channel: string | null = null;

  add(loop: Loop): void {
    this.#loops.add(loop);
  }

  delete(loop: Loop): void {
    this.#loops.delete(loop);
  }

  /** Something may be there to fetch. False: nobody in this process takes from that queue. */
  call(name: string): boolean {
    const loops = [...this.#loops].filter((loop) => loop.name === name);
    for (const loop of loops) loop.call();
    return loops.length > 0;
  }

  /** Whoever in this process takes another entry in the place of this one, which ends now. */
  followerOf(id: string): Follower | null {
    for (const loop of this.#loops) {
      const follower = loop.followerOf(id);
      if (follower !== null) return follower;
    }
    return null;
  }

  callAll(): void {
    for (const loop of this.#loops) loop.call();
  }

  /** Names of the queues from which something could be taken now. */
  get hungry(): string[] {
    return [...new Set([...this.#loops].filter(({ hungry }) => hungry).map(({ name }) => name))];
  }
}

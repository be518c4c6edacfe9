import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '@atelier/runtime/log.ts';
import pg from 'pg';
import { z } from 'zod';
import { IS_READONLY, IsReadonly, type LineOptions, lineTo, readonlyServer } from './connections.ts';
import type { Outage } from './outage.ts';
import { onlyRow } from './store/rows.ts';

/** ms between two questions whether the line still lives; an outage elsewhere asks at once */
const BEAT_MS = 10_000;
/** the same during an outage, whose end is noticed by it */
const OUTAGE_BEAT_MS = 2500;
/** ms for the answer */
const ANSWER_MS = 3000;
/** ms between two attempts to connect: the first, doubled up to the last */
const PAUSE_MS = { first: 100, last: 2000 };

const Answer = IsReadonly.extend({ channels: z.array(z.string()) });

interface Channel {
  name: string;
  heard: (message: string) => void;
  again: () => void;
}

/**
 * The one connection of a process that hears NOTIFY. A LISTEN that died is not noticed by anybody who only listens:
 * it is asked every few seconds, on the spot when another line fails, and made anew when it does not answer, leads to
 * a server that takes no writes any more, or has lost its channels.
 */
export class Listener {
  readonly #options: LineOptions;
  readonly #log: Log;
  readonly #outage: Outage;
  readonly #channels = new Set<Channel>();
  #client: pg.Client | null = null;
  readonly #closing = new AbortController();
  #wake = new AbortController();
  #deaf = false;
  /** resolved while somebody wants to hear */
  #wanted = Promise.withResolvers<void>();
  #attending = false;
  readonly #ended: Promise<void>;

  constructor(options: LineOptions, log: Log, outage: Outage) {
    this.#options = options;
    this.#log = log;
    this.#outage = outage;
    outage.onFailure(() => this.#wake.abort());
    this.#ended = this.#run();
  }

  /** Whether to listen at all; not at first. */
  attend(on: boolean): void {
    if (on === this.#attending) return;
    this.#attending = on;
    if (on) this.#wanted.resolve();
    else {
      this.#wanted = Promise.withResolvers();
      this.#wake.abort();
    }
  }

  /** What is said now is heard. */
  get hears(): boolean {
    return this.#client !== null && !this.#deaf;
  }

  /** It listened, and NOTIFY does not arrive. */
  get deaf(): boolean {
    return this.#deaf;
  }

  /** `again` is called after each time that the channel was subscribed: what was said before was not heard. */
  listen(name: string, heard: (message: string) => void, again: () => void = () => {}): () => void {
    const channel = { name, heard, again };
    this.#channels.add(channel);
    const client = this.#client;
    client?.query(subscription(name)).then(again, () => this.#wake.abort());
    return () => this.#channels.delete(channel);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#wanted.resolve();
    await this.#ended;
  }

  async #run(): Promise<void> {
    for (let pause = PAUSE_MS.first; ; ) {
      await this.#wanted.promise;
      if (this.#closing.signal.aborted) return;
      const client = new pg.Client({ ...lineTo(this.#options), query_timeout: ANSWER_MS });
      client.on('error', () => this.#wake.abort());
      client.on('notification', ({ channel, payload }) => this.#heard(channel, payload ?? ''));
      try {
        await client.connect();
        await this.#subscribe(client);
        pause = PAUSE_MS.first;
        await this.#stay(client);
      } catch (error) {
        if (!this.#closing.signal.aborted) this.#outage.report(error, 'listening failed; it begins anew');
      } finally {
        this.#client = null;
        void client.end().catch(() => {});
      }
      await this.#rest(pause, false);
      pause = Math.min(2 * pause, PAUSE_MS.last);
    }
  }

  async #subscribe(client: pg.Client): Promise<void> {
    await this.#ask(client);
    const channels = [...this.#channels];
    for (const { name } of channels) await client.query(subscription(name));
    this.#client = client;
    // subscribed while the others were
    for (const channel of this.#channels)
      if (!channels.includes(channel)) await client.query(subscription(channel.name));
    for (const { again } of this.#channels) again();
  }

  /** Returns when it is closed or not wanted, throws when the line is of no use any more. */
  async #stay(client: pg.Client): Promise<void> {
    while (!this.#closing.signal.aborted && this.#attending) {
      await this.#ask(client);
      await this.#rest(this.#outage.lasting ? OUTAGE_BEAT_MS : BEAT_MS, true);
    }
  }

  async #ask(client: pg.Client): Promise<void> {
    const expected = client === this.#client ? [...this.#channels].map(({ name }) => name) : [];
    const { readonly, channels } = await onlyRow(
      client,
      Answer,
      `${IS_READONLY}, array(select pg_listening_channels()) as channels`,
    );
    if (readonly) throw readonlyServer();
    this.#outage.answered();
    this.#noteDeafness(expected.some((name) => !channels.includes(name)));
  }

  /** Behind a pooler that hands out another session for each statement, LISTEN succeeds and nothing is ever heard. */
  #noteDeafness(deaf: boolean): void {
    if (deaf && !this.#deaf)
      this.#log.warn(
        'NOTIFY does not pass what is between us and the database; the queues are looked into instead',
      );
    this.#deaf = deaf;
  }

  #heard(name: string, message: string): void {
    for (const channel of this.#channels) if (channel.name === name) channel.heard(message);
  }

  /** A failure elsewhere ends the rest between two questions early; the pause before a new attempt stays. */
  async #rest(ms: number, wakeable: boolean): Promise<void> {
    this.#wake = new AbortController();
    const { signal: closing } = this.#closing;
    await sleep(PAUSE_MS.first, undefined, { signal: closing }).catch(() => {});
    const signal = wakeable ? AbortSignal.any([closing, this.#wake.signal]) : closing;
    await sleep(ms - PAUSE_MS.first, undefined, { signal }).catch(() => {});
  }
}

function subscription(name: string): string {
  return `listen ${pg.escapeIdentifier(name)}`;
}

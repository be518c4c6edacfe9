import { randomBytes } from 'node:crypto';
import { GatewayDispatchEvents, GatewayOpcodes } from 'discord-api-types/v10';
import type { WebSocket } from 'ws';
import type { Limits } from '../limits.ts';

interface Sent {
  s: number;
  t: string;
  d: unknown;
}

/** One gateway session: it outlives its connection, keeps what it sent, and replays it on RESUME. */
export class Session {
  readonly id = randomBytes(16).toString('hex');
  seq = 0;
  socket: WebSocket | null = null;
  /** When the connection was lost, ms; null while connected. */
  droppedAt: number | null = null;
  readonly #sent: Sent[] = [];
  readonly #limits: Limits;

  /** Which of how many connections of its bot this one is. */
  readonly shard: readonly [id: number, of: number];
  /** Events sent since its start, those replayed aside. */
  events = 0;

  constructor(limits: Limits, shard: readonly [number, number]) {
    this.#limits = limits;
    this.shard = shard;
  }

  /** Whether what happens there is told to this connection; private conversations belong to the first. */
  hears(guildId: string | null): boolean {
    const [id, of] = this.shard;
    return (guildId === null ? 0 : Number((BigInt(guildId) >> 22n) % BigInt(of))) === id;
  }

  get connected(): boolean {
    return this.socket !== null;
  }

  /** Sends an event, or keeps it for the RESUME. READY itself is never replayed. */
  dispatch(t: string, d: unknown): void {
    const event = { s: ++this.seq, t, d };
    this.events++;
    if (t !== GatewayDispatchEvents.Ready) this.#sent.push(event);
    if (this.#sent.length > this.#limits.replayEvents) this.#sent.shift();
    this.#write(event);
  }

  /** Sends what the client missed after `seq`, then RESUMED. False when it was never sent or is forgotten. */
  resume(socket: WebSocket, seq: number): boolean {
    if (seq > this.seq) return false;
    this.socket = socket;
    this.droppedAt = null;
    for (const event of this.#sent) if (event.s > seq) this.#write(event);
    this.dispatch(GatewayDispatchEvents.Resumed, {});
    return true;
  }

  #write(event: Sent): void {
    this.socket?.send(JSON.stringify({ op: GatewayOpcodes.Dispatch, ...event }));
  }
}

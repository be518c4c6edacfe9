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

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  get connected(): boolean {
    return this.socket !== null;
  }

  /** Sends an event, or keeps it for the RESUME. READY itself is never replayed. */
  dispatch(t: string, d: unknown): void {
    const event = { s: ++this.seq, t, d };
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

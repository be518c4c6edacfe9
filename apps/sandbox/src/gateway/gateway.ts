import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  GatewayCloseCodes,
  GatewayDispatchEvents,
  GatewayIntentBits,
  GatewayOpcodes,
} from 'discord-api-types/v10';
import { type WebSocket, WebSocketServer } from 'ws';
import type { World } from '../world.ts';
import { type Desk, serveConnection } from './connection.ts';
import { Session } from './session.ts';

/** Intents that an application must be granted; the sandbox's application has none of them. */
const PRIVILEGED =
  GatewayIntentBits.GuildMembers | GatewayIntentBits.GuildPresences | GatewayIntentBits.MessageContent;

/** Discord's gateway, version 10, JSON, without compression. */
export class Gateway {
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #sessions = new Map<string, Session>();
  readonly #world: World;
  /** Where clients connect. */
  readonly url: string;
  readonly #desk: Desk;
  /** Sessions begun, by IDENTIFY, since the start. */
  identified = 0;
  /** Sessions taken up again, by RESUME, since the start. */
  resumed = 0;

  constructor(world: World, url: string, heartbeatMs: number) {
    this.#world = world;
    this.url = url;
    this.#desk = {
      limits: world.limits,
      heartbeatMs,
      identify: (data, socket) => this.#identify(data, socket),
      resume: (data, socket) => this.#resume(data, socket),
      closed: (session, code) => this.#closed(session, code),
    };
  }

  get connected(): boolean {
    return [...this.#sessions.values()].some((session) => session.connected);
  }

  /** Takes over an HTTP upgrade. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const query = new URL(request.url ?? '/', 'http://localhost').searchParams;
    this.#server.handleUpgrade(request, socket, head, (ws) => {
      if (query.has('v') && query.get('v') !== '10')
        return ws.close(GatewayCloseCodes.InvalidAPIVersion, 'Invalid API version.');
      if ((query.get('encoding') ?? 'json') !== 'json' || query.has('compress'))
        return ws.close(GatewayCloseCodes.DecodeError, 'The sandbox speaks JSON only.');
      serveConnection(ws, this.#desk);
    });
  }

  /** The sessions that there are: which shard of how many, and events sent since READY. */
  get shards(): { id: number; of: number; events: number; connected: boolean }[] {
    return [...this.#sessions.values()].map(({ shard: [id, of], events, connected }) => {
      return { id, of, events: events - 1, connected };
    });
  }

  /**
   * Sends an event of a server (null: of none) to the sessions of its shard; those that were dropped get it when they
   * resume. False when there is none.
   */
  dispatch(event: string, data: unknown, guildId: string | null): boolean {
    this.#forgetOld();
    const hearing = [...this.#sessions.values()].filter((session) => session.hears(guildId));
    for (const session of hearing) session.dispatch(event, data);
    return hearing.length > 0;
  }

  /**
   * Breaks every connection. `resumable`: the client may RESUME; otherwise its session is forgotten, RESUME gets
   * INVALID_SESSION, and it must IDENTIFY anew. `polite`: asks with RECONNECT instead of hanging up. `shard`: only this one's.
   */
  drop(given: { resumable: boolean; polite?: boolean; shard?: number }): void {
    for (const session of [...this.#sessions.values()]) {
      if (given.shard !== undefined && session.shard[0] !== given.shard) continue;
      const socket = session.socket;
      if (!given.resumable) this.#sessions.delete(session.id);
      if (given.polite)
        socket?.send(JSON.stringify({ op: GatewayOpcodes.Reconnect, d: null, s: null, t: null }));
      else socket?.close(GatewayCloseCodes.UnknownError, 'Unknown error.');
    }
  }

  close(): void {
    for (const client of this.#server.clients) client.terminate();
    this.#server.close();
  }

  #identify(data: Record<string, unknown>, socket: WebSocket): ReturnType<Desk['identify']> {
    const world = this.#world;
    if (bare(data.token) !== world.token)
      return { close: GatewayCloseCodes.AuthenticationFailed, reason: 'Authentication failed.' };
    const intents = data.intents;
    if (typeof intents !== 'number' || !Number.isInteger(intents) || intents < 0)
      return { close: GatewayCloseCodes.InvalidIntents, reason: 'Invalid intent(s).' };
    if (intents & PRIVILEGED)
      return { close: GatewayCloseCodes.DisallowedIntents, reason: 'Disallowed intent(s).' };
    const shard = data.shard ?? [0, 1];
    const [id, of] = Array.isArray(shard) ? shard.map(Number) : [];
    if (id === undefined || of === undefined || !(id >= 0 && id < of))
      return { close: GatewayCloseCodes.InvalidShard, reason: 'Invalid shard.' };
    if (of < world.limits.shards)
      return { close: GatewayCloseCodes.ShardingRequired, reason: 'Sharding required.' };
    const session = new Session(world.limits, [id, of]);
    this.#sessions.set(session.id, session);
    session.socket = socket;
    this.identified++;
    session.dispatch(GatewayDispatchEvents.Ready, {
      v: 10,
      user: { ...world.bot, email: null, mfa_enabled: false, verified: true },
      guilds: session.hears(world.guild.id) ? [{ id: world.guild.id, unavailable: true }] : [],
      session_id: session.id,
      session_type: 'normal',
      resume_gateway_url: this.url,
      shard: [id, of],
      application: { id: world.application.id, flags: 0 },
      _trace: ['["sandbox"]'],
    });
    world.events.emit('gateway', 'ready');
    return session;
  }

  #resume(data: Record<string, unknown>, socket: WebSocket): ReturnType<Desk['resume']> {
    if (bare(data.token) !== this.#world.token)
      return { close: GatewayCloseCodes.AuthenticationFailed, reason: 'Authentication failed.' };
    this.#forgetOld();
    const session = this.#sessions.get(String(data.session_id));
    if (!session) return 'invalid';
    if (!session.resume(socket, Number(data.seq)))
      return { close: GatewayCloseCodes.InvalidSeq, reason: 'Invalid seq.' };
    this.resumed++;
    this.#world.events.emit('gateway', 'resumed');
    return session;
  }

  /** 1000 and 1001 from the client end the session; any other close leaves it for a RESUME. */
  #closed(session: Session, code: number): void {
    session.socket = null;
    session.droppedAt = Date.now();
    if (code === 1000 || code === 1001) this.#sessions.delete(session.id);
    this.#world.events.emit('gateway', 'closed');
  }

  #forgetOld(): void {
    for (const session of this.#sessions.values())
      if (session.droppedAt !== null && Date.now() - session.droppedAt > this.#world.limits.resumableMs)
        this.#sessions.delete(session.id);
  }
}

const bare = (token: unknown): string => String(token).replace(/^Bot\s+/i, '');

import { GatewayCloseCodes, GatewayOpcodes } from 'discord-api-types/v10';
import type { RawData, WebSocket } from 'ws';
import { isRecord } from '../checks/check.ts';
import type { Limits } from '../limits.ts';
import type { Session } from './session.ts';

/** What a connection asks of the gateway behind it. */
export interface Desk {
  limits: Limits;
  heartbeatMs: number;
  identify(
    data: Record<string, unknown>,
    socket: WebSocket,
  ): Session | { close: GatewayCloseCodes; reason: string };
  resume(
    data: Record<string, unknown>,
    socket: WebSocket,
  ): Session | 'invalid' | { close: GatewayCloseCodes; reason: string };
  closed(session: Session, code: number): void;
}

/** Serves one WebSocket from HELLO to its end. */
export function serveConnection(socket: WebSocket, desk: Desk): void {
  let session: Session | null = null;
  let payloads = 0;
  const send = (op: number, d: unknown) => socket.send(JSON.stringify({ op, d, s: null, t: null }));
  const end = (code: GatewayCloseCodes, reason: string) => socket.close(code, reason);
  const minute = setInterval(() => {
    payloads = 0;
  }, 60_000).unref();

  // Discord hangs up on a client that misses its heartbeats.
  const silence = () => end(GatewayCloseCodes.SessionTimedOut, 'Session timed out.');
  let alive = setTimeout(silence, desk.heartbeatMs * 1.5).unref();

  const handlers: Record<number, (d: unknown) => void> = {
    [GatewayOpcodes.Heartbeat]: () => {
      clearTimeout(alive);
      alive = setTimeout(silence, desk.heartbeatMs * 1.5).unref();
      send(GatewayOpcodes.HeartbeatAck, null);
    },
    [GatewayOpcodes.Identify]: (d) => {
      if (session) return end(GatewayCloseCodes.AlreadyAuthenticated, 'Already authenticated.');
      const answer = desk.identify(isRecord(d) ? d : {}, socket);
      if ('close' in answer) end(answer.close, answer.reason);
      else session = answer;
    },
    [GatewayOpcodes.Resume]: (d) => {
      const answer = desk.resume(isRecord(d) ? d : {}, socket);
      if (answer === 'invalid') send(GatewayOpcodes.InvalidSession, false);
      else if ('close' in answer) end(answer.close, answer.reason);
      else session = answer;
    },
    [GatewayOpcodes.PresenceUpdate]: () => {},
    [GatewayOpcodes.VoiceStateUpdate]: () => {},
    [GatewayOpcodes.RequestGuildMembers]: () => {},
  };

  socket.on('message', (raw: RawData) => {
    if (++payloads > desk.limits.gatewayPayloadsPerMinute)
      return end(GatewayCloseCodes.RateLimited, 'Rate limited.');
    const payload = parse(raw, desk.limits.gatewayPayloadBytes);
    if (!payload) return end(GatewayCloseCodes.DecodeError, 'Error while decoding payload.');
    const handler = handlers[payload.op];
    if (!handler) return end(GatewayCloseCodes.UnknownOpcode, 'Unknown opcode.');
    if (!session && payload.op > GatewayOpcodes.Identify && payload.op !== GatewayOpcodes.Resume)
      return end(GatewayCloseCodes.NotAuthenticated, 'Not authenticated.');
    handler(payload.d);
  });
  socket.on('error', () => socket.terminate());
  socket.on('close', (code) => {
    clearInterval(minute);
    clearTimeout(alive);
    if (session?.socket === socket) desk.closed(session, code);
  });
  send(GatewayOpcodes.Hello, { heartbeat_interval: desk.heartbeatMs, _trace: ['["sandbox"]'] });
}

function parse(raw: RawData, mostBytes: number): { op: number; d: unknown } | undefined {
  const written = String(raw);
  if (Buffer.byteLength(written) > mostBytes) return undefined;
  try {
    const payload: unknown = JSON.parse(written);
    return isRecord(payload) && typeof payload.op === 'number' ? { op: payload.op, d: payload.d } : undefined;
  } catch {
    return undefined;
  }
}

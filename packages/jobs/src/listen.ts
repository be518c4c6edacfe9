import type { Server } from 'node:net';
import { AtelierError } from './errors.ts';
import { systemReason } from './system-error.ts';

/** Listens on the port that an environment variable asked for; without a host on all addresses. Error: start.port. */
export async function listen(
  server: Server,
  { port, host, variable }: { port: number; host?: string; variable: string },
): Promise<void> {
  try {
    await new Promise<void>((done, fail) => {
      server.once('error', fail);
      server.listen({ port, ...(host !== undefined && { host }) }, () => done());
    });
  } catch (cause) {
    const reason = systemReason(cause);
    throw reason === null ? cause : new AtelierError('start.port', { port, reason, variable }, cause);
  }
}

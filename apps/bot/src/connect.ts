import type { Environment } from '@atelier/runtime/environment.ts';
import type { Log } from '@atelier/runtime/log.ts';
import {
  Client,
  DiscordAPIError,
  DiscordjsError,
  DiscordjsErrorCodes,
  Events,
  Routes,
  Status,
} from 'discord.js';
import { AtelierError } from './errors.ts';

/**
 * A client without any intent: commands and their answers need none, and without intents Discord sends nothing
 * about servers, members or messages.
 */
export function createClient({ discordApi }: Environment, log: Log): Client {
  const client = new Client({
    intents: [],
    // as many connections as Discord asks for: one, until the bot is on 2500 servers
    shards: 'auto',
    rest: { api: discordApi },
    allowedMentions: { parse: [], repliedUser: false },
  });
  // Rejections of listeners arrive here too; without a listener each would end the process.
  client.on(Events.Error, (err) => log.error({ err }, 'discord.js met an error'));
  client.on(Events.Warn, (message) => log.warn({ message }, 'discord.js warns'));
  client.on(Events.ShardError, (err) => log.warn({ err }, 'the gateway connection broke'));
  logReconnects(client, log);
  client.rest.on('rateLimited', ({ method, timeToReset, global }) =>
    log.warn({ method, timeToReset, global }, 'Discord’s rate limit was reached'),
  );
  return client;
}

/** One line when the connection goes and one when it is back; discord.js tries twice a second in between. */
function logReconnects(client: Client, log: Log): void {
  const away = new Set<number>();
  client.on(Events.ShardReconnecting, (shard) => {
    if (!away.has(shard)) log.warn({ shard }, 'the gateway connection is being made again');
    away.add(shard);
  });
  const back = (shard: number) => {
    if (away.delete(shard)) log.info({ shard }, 'the gateway connection is back');
  };
  client.on(Events.ShardResume, back);
  client.on(Events.ShardReady, back);
}

/**
 * Logs in and waits until the gateway is ready. discord.js keeps the connection from then on: `ended` resolves
 * only when Discord closes it for good (token reset, 4004; 4010 to 4014).
 * Errors: environment.invalid for a token that Discord refuses or an application id that is not the token's.
 */
export async function connect(
  client: Client,
  { token, applicationId }: { token: string; applicationId: string },
): Promise<{ ended: Promise<number> }> {
  const ended = new Promise<number>((resolve) => {
    client.once(Events.ShardDisconnect, ({ code }) => resolve(code));
  });
  const ready = new Promise<void>((resolve) => client.once(Events.ClientReady, () => resolve()));
  const refused = ended.then((code) => Promise.reject(tokenRefused(`it closed the gateway with ${code}`)));
  refused.catch(() => {}); // after the start nobody waits for it any more
  await Promise.race([client.login(token).then(() => ready), refused]).catch((error) => {
    const invalid = error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid;
    throw invalid ? tokenRefused('a token that Discord refuses') : error;
  });
  requireSame(client.application!.id, applicationId);
  return { ended };
}

/**
 * The same for a bot that Discord posts interactions to: no gateway, only REST. `ended` never resolves.
 * Errors: environment.invalid.
 */
export async function connectWithoutGateway(
  client: Client,
  { token, applicationId }: { token: string; applicationId: string },
): Promise<{ ended: Promise<number> }> {
  client.rest.setToken(token);
  const application = await client.rest.get(Routes.currentApplication()).catch((error: unknown) => {
    const refused = error instanceof DiscordAPIError && error.status === 401;
    throw refused ? tokenRefused('a token that Discord refuses') : error;
  });
  requireSame((application as { id: string }).id, applicationId);
  return { ended: new Promise(() => {}) };
}

function requireSame(own: string, applicationId: string): void {
  if (own === applicationId) return;
  throw new AtelierError('environment.invalid', {
    variable: 'DISCORD_APPLICATION_ID',
    expected: `the id of the token’s own application, ${own},`,
    received: applicationId,
  });
}

/** Lets go of the gateway. discord.js reports even this as a connection to be made again, which nobody needs to read. */
export async function disconnect(client: Client): Promise<void> {
  client.removeAllListeners(Events.ShardReconnecting);
  await client.destroy();
}

/** Whether interactions arrive just now: every shard is connected and identified. */
export function gatewayReady({ ws }: Client): boolean {
  return ws.shards.size > 0 && ws.shards.every(({ status }) => status === Status.Ready);
}

function tokenRefused(received: string): AtelierError {
  return new AtelierError('environment.invalid', {
    variable: 'DISCORD_TOKEN',
    expected: 'the token of a bot',
    received,
  });
}

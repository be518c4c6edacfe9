import { openDatabase } from '@atelier/jobs/database.ts';
import { workDeliveries } from '@atelier/jobs/deliver.ts';
import type { Environment } from '@atelier/jobs/environment.ts';
import { AtelierError } from '@atelier/jobs/errors.ts';
import { serveHealth } from '@atelier/jobs/health.ts';
import type { Log } from '@atelier/jobs/log.ts';
import { openWorkshop, type Workshop } from '@atelier/jobs/workshop.ts';
import type { Bot } from './bot.ts';
import { registerCommands } from './commands/register.ts';
import { STYLE_COMMAND } from './commands/style-command.ts';
import { connect, createClient, disconnect, gatewayReady } from './connect.ts';
import { serveInteractions } from './interactions/serve.ts';

const COMMANDS = [STYLE_COMMAND];

export interface RunningBot {
  /** port of /healthz; null where the environment asks for none */
  healthPort: number | null;
  /** resolves with the close code when Discord ends the gateway connection for good */
  ended: Promise<number>;
  /** takes no more commands, answers those under way, lets go of the gateway, the queue and the database */
  close(): Promise<void>;
}

/** Starts the bot and resolves when commands can be used. What was opened is closed again when it fails. */
export async function startBot({
  environment,
  log,
}: {
  environment: Environment;
  log: Log;
}): Promise<RunningBot> {
  const token = required(environment.discordToken, 'DISCORD_TOKEN', 'the token of a bot');
  const applicationId = required(environment.applicationId, 'DISCORD_APPLICATION_ID', 'an id of digits');

  await using opened = new AsyncDisposableStack(); // closed in reverse order
  const database = await openDatabase(environment, log);
  opened.defer(() => database.stop());
  const workshop = await openWorkshop({ databaseUrl: database.url, log, name: 'atelier-bot' });
  opened.defer(() => workshop.close());
  const client = createClient(environment, log);
  opened.defer(() => disconnect(client));
  const bot: Bot = { client, workshop, environment, log };
  const healthPort = await openHealth(bot, opened);
  const interactions = serveInteractions(bot);
  const { ended } = await connect(client, { token, applicationId });
  await registerOurs(bot, applicationId);
  const deliveries = await workDeliveries(workshop, { api: client.rest, asBot: true });
  opened.defer(() => deliveries.stop());
  opened.defer(() => interactions.stop());

  log.info({ applicationId, healthPort }, 'the bot is ready');
  const open = opened.move();
  return { healthPort, ended, close: () => open.disposeAsync() };
}

async function openHealth(bot: Bot, opened: AsyncDisposableStack): Promise<number | null> {
  const { healthPort: port } = bot.environment;
  if (port === null) return null;
  const health = await serveHealth({
    port,
    check: async () => {
      const gateway = gatewayReady(bot.client);
      const database = await databaseAnswers(bot.workshop);
      return { ok: gateway && database, gateway, database };
    },
  });
  opened.defer(() => health.close());
  return health.port;
}

async function databaseAnswers({ pool }: Workshop): Promise<boolean> {
  return pool.query('select 1').then(
    () => true,
    () => false,
  );
}

/** A list of commands that Discord does not take now is no reason to leave those unanswered that it has. */
async function registerOurs({ client, log }: Bot, applicationId: string): Promise<void> {
  try {
    const written = await registerCommands(client.rest, applicationId, COMMANDS);
    log.info({ written }, written ? 'the commands were registered' : 'the commands are registered already');
  } catch (err) {
    log.error({ err }, 'the commands could not be registered; Discord keeps those it has');
  }
}

function required(value: string | null, variable: string, expected: string): string {
  if (value === null)
    throw new AtelierError('environment.invalid', { variable, expected, received: 'nothing' });
  return value;
}

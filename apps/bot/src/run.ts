import { join } from 'node:path';
import { workDeliveries } from '@atelier/discord/deliver.ts';
import { refreshQueuePositions } from '@atelier/discord/queue-positions.ts';
import { createDiscordApi } from '@atelier/discord/webhook.ts';
import { botConnectionName, refuseOtherApplication } from '@atelier/queue/application.ts';
import { InteractionJournal } from '@atelier/queue/interaction-journal.ts';
import { openDatabase } from '@atelier/queue/open-database.ts';
import { OpenInteractions } from '@atelier/queue/open-interactions.ts';
import { measureDatabase, measureFleet } from '@atelier/queue/operate/metrics.ts';
import { followPresets, takeFolder } from '@atelier/queue/presets.ts';
import { openWorkshop } from '@atelier/queue/workshop.ts';
import type { Environment } from '@atelier/runtime/environment.ts';
import { serveHealth } from '@atelier/runtime/health.ts';
import type { Log } from '@atelier/runtime/log.ts';
import { METRICS } from '@atelier/runtime/metrics.ts';
import { startTraces } from '@atelier/runtime/traces.ts';
import { connect, connectWithoutGateway, createClient, disconnect, gatewayReady } from './connect.ts';
import { carryOn } from './dispatch/carry-on.ts';
import { serveEndpoint } from './dispatch/endpoint.ts';
import { serveInteractions } from './dispatch/serve.ts';
import { AtelierError } from './errors.ts';
import { watchServers } from './features/departures.ts';
import { createClassifier } from './moderation/classifier.ts';
import { COMMANDS } from './registration/commands.ts';
import { registerCommands } from './registration/register.ts';
import type { Bot, Classifier } from './reply/bot.ts';
import { ChannelsSeen } from './reply/channels-seen.ts';
import { PendingResponses } from './reply/pending-responses.ts';
import { DatabaseLikedPresets } from './submit/liked-presets.ts';
import { DatabaseSettings } from './submit/settings-cache.ts';

export interface RunningBot {
  /** port of /readyz and its like; null where the environment asks for none */
  healthPort: number | null;
  /** port that Discord posts interactions and webhook events to, or events alone; null: it posts nothing */
  httpPort: number | null;
  /** resolves with the close code when Discord ends the gateway connection for good */
  ended: Promise<number>;
  /** takes no more commands, answers those under way, lets go of the gateway, the queue and the database */
  close(): Promise<void>;
}

/** Starts the bot and resolves when commands can be used. What was opened is closed again when it fails. */
export async function startBot({
  environment,
  log,
  classifier = createClassifier(),
}: {
  environment: Environment;
  log: Log;
  /** checks incoming pictures where a server wants it; default nsfwjs */
  classifier?: Classifier;
}): Promise<RunningBot> {
  const token = required(environment.discordToken, 'DISCORD_TOKEN', 'the token of a bot');
  const applicationId = required(environment.applicationId, 'DISCORD_APPLICATION_ID', 'an id of digits');

  await using opened = new AsyncDisposableStack(); // closed in reverse order
  const traces = await startTraces(environment.tracesUrl, 'atelier-bot');
  opened.defer(() => traces.end());
  const databaseUrl = await openDatabase(environment, log);
  const name = botConnectionName({ applicationId, discordApi: environment.discordApi });
  const workshop = await openWorkshop({
    databaseUrl,
    log,
    name,
    connections: environment.databaseConnections ?? undefined,
    objects: environment.objects,
    waitMs: environment.databaseWaitMs,
  });
  opened.defer(() => workshop.close());
  await refuseOtherApplication(workshop, { applicationId });
  await takeFolder(workshop, environment.presetsDirectory);
  const presets = await followPresets(workshop);
  opened.defer(() => presets.stop());
  const client = createClient(environment, log);
  opened.defer(() => disconnect(client));
  const closing = new AbortController();
  const api = createDiscordApi(environment.discordApi);
  const asBot = createDiscordApi(environment.discordApi, token);
  const bot: Bot = {
    client,
    api,
    asBot,
    workshop,
    environment,
    log,
    settings: new DatabaseSettings(workshop),
    liked: new DatabaseLikedPresets(workshop),
    presets,
    channelsSeen: new ChannelsSeen(),
    openInteractions: new OpenInteractions(
      workshop,
      log,
      new InteractionJournal(join(environment.dataDirectory, 'open-interactions'), log),
    ),
    closing: closing.signal,
    classifier,
    pendingResponses: new PendingResponses(),
  };
  opened.defer(() => classifier.close());
  const healthPort = await openHealth(bot, opened);
  const interactions = serveInteractions(bot, closing);
  const { ended, httpPort } = await open(bot, { token, applicationId }, opened);
  await registerOurs(bot, applicationId);
  const deliveries = await workDeliveries(workshop, { api, asBot });
  opened.defer(() => deliveries.stop());
  const places = refreshQueuePositions(workshop, api, applicationId);
  opened.defer(() => places.stop());
  opened.defer(() => bot.openInteractions.stop());
  bot.openInteractions.start(applicationId, (left) => carryOn(bot, left));
  const servers = watchServers(bot);
  opened.defer(() => servers.stop());
  opened.defer(() => interactions.stop());

  log.info({ applicationId, healthPort, httpPort }, 'the bot is ready');
  const kept = opened.move();
  return { healthPort, httpPort, ended, close: () => kept.disposeAsync() };
}

/** Interactions come by the gateway, or as requests where there is a port for them. */
async function open(
  bot: Bot,
  credentials: { token: string; applicationId: string },
  opened: AsyncDisposableStack,
): Promise<{ ended: Promise<number>; httpPort: number | null }> {
  const { publicKey, httpPort, eventsPort } = bot.environment;
  const interactions = httpPort !== null;
  const { ended } = await (interactions ? connectWithoutGateway : connect)(bot.client, credentials);
  const port = httpPort ?? eventsPort;
  if (publicKey === null || port === null) return { ended, httpPort: null };
  const variable = interactions ? 'ATELIER_HTTP_PORT' : 'ATELIER_EVENTS_PORT';
  const endpoint = await serveEndpoint(bot, { publicKey, port, variable, interactions });
  opened.defer(() => endpoint.close());
  return { ended, httpPort: endpoint.port };
}

async function openHealth(bot: Bot, opened: AsyncDisposableStack): Promise<number | null> {
  const { healthPort: port, healthHost: host } = bot.environment;
  METRICS.acknowledgement.zero({ outcome: 'taken' });
  if (port === null) return null;
  const health = await serveHealth({
    port,
    host,
    collect: async () => {
      measureDatabase(bot.workshop);
      await measureFleet(bot.workshop);
    },
    check: async () => {
      const gateway = bot.environment.httpPort === null ? gatewayReady(bot.client) : null;
      const database = await bot.workshop.takesWrites();
      return { ok: gateway !== false && database, gateway, database };
    },
  });
  opened.defer(() => health.close());
  return health.port;
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

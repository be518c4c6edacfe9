import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { isClipLine, LINES, qualityOf } from '@atelier/contract/clip.ts';
import { abilitiesOf, type Quality } from '@atelier/contract/order.ts';
import { PRESETS } from '@atelier/core/styles/catalogue.ts';
import { workDeliveries } from '@atelier/discord/deliver.ts';
import { tellAbandoned } from '@atelier/discord/tell-abandoned.ts';
import { createDiscordApi } from '@atelier/discord/webhook.ts';
import { refuseOtherApplication } from '@atelier/queue/application.ts';
import { openDatabase } from '@atelier/queue/open-database.ts';
import { measureDatabase } from '@atelier/queue/operate/metrics.ts';
import { followPresets, takeFolder } from '@atelier/queue/presets.ts';
import { startPurging } from '@atelier/queue/purge.ts';
import { type Working, workJobs } from '@atelier/queue/work.ts';
import { type Heard, registerWorker } from '@atelier/queue/workers.ts';
import { openWorkshop, type Workshop } from '@atelier/queue/workshop.ts';
import type { Environment } from '@atelier/runtime/environment.ts';
import { serveHealth } from '@atelier/runtime/health.ts';
import type { Log } from '@atelier/runtime/log.ts';
import { METRICS } from '@atelier/runtime/metrics.ts';
import { startTraces } from '@atelier/runtime/traces.ts';
import manifest from '../package.json' with { type: 'json' };
import { clipFolderOf, removeLeft } from './clip-apart.ts';
import { handleJob } from './handle.ts';
import { openLanes } from './lanes.ts';
import { learnLessons } from './lessons.ts';
import { Measurements } from './measurements.ts';
import type { Painter } from './painter.ts';
import { Quarantine } from './quarantine.ts';

export interface RunningWorker {
  id: string;
  /** port of /readyz and its like; null where the environment asks for none */
  healthPort: number | null;
  /** resolves when an operator asks this worker to drain */
  askedToDrain: Promise<void>;
  /**
   * Claims nothing more, finishes what is being painted (what takes longer than the environment's drain time
   * goes back to the queue), then closes everything.
   */
  drain(): Promise<void>;
  /** The same without patience: what is being painted goes back to the queue at once. */
  close(): Promise<void>;
}

export interface WorkerOptions {
  environment: Environment;
  log: Log;
  /** default: processes with the engine of core that the environment asks for */
  painter?: Painter;
  /** see Quarantine */
  quarantinePauseMs?: { first: number; most: number };
}

/** one for what is small and a second, so that a heartbeat need not wait for a picture that is written */
const CONNECTIONS = 2;

/**
 * Starts a worker; it needs the database and Discord's address, but no token. One painting at a time per
 * quality: a fast one runs beside a high one instead of waiting for it. What computes runs in processes of its own,
 * so that this one always answers.
 */
export async function startWorker({
  environment,
  log,
  painter: given,
  quarantinePauseMs,
}: WorkerOptions): Promise<RunningWorker> {
  await using opened = new AsyncDisposableStack(); // closed in reverse order
  const traces = await startTraces(environment.tracesUrl, 'atelier-worker');
  opened.defer(() => traces.end());
  const databaseUrl = await openDatabase(environment, log);
  const workshop = await openWorkshop({
    databaseUrl,
    log,
    name: 'atelier-worker',
    connections: environment.databaseConnections ?? CONNECTIONS,
    listens: false,
    objects: environment.objects,
    waitMs: environment.databaseWaitMs,
  });
  opened.defer(() => workshop.close());
  // a worker may not know whose it is, and then serves whoever the database belongs to
  const { applicationId } = environment;
  if (applicationId !== null) await refuseOtherApplication(workshop, { applicationId });
  await takeFolder(workshop, environment.presetsDirectory);
  // what replies call them
  const presets = await followPresets(workshop);
  opened.defer(() => presets.stop());
  const painter = given ?? (await openLanes(environment, log));
  opened.defer(() => painter.close());
  log.info({ engine: painter.name, device: painter.device }, painter.reason);

  const clips = environment.clips && painter.paintClip !== undefined;
  if (clips) await removeLeft(clipFolderOf(environment));
  const id = randomUUID();
  const card = {
    id,
    host: hostname(),
    pid: process.pid,
    engine: painter.name,
    device: painter.device,
    version: manifest.version,
    qualities: environment.qualities,
    clips,
    memory: painter.memory,
    has: abilitiesOf(PRESETS.map(({ name }) => name)),
  };
  const askedToDrain = Promise.withResolvers<void>();
  let working: Working | undefined;
  let paused: readonly Quality[] = [];
  const taken = () =>
    quarantine.active ? [] : environment.qualities.filter((quality) => !paused.includes(quality));
  const hear = (heard: Heard) => {
    if (working === undefined) return; // the next check-in says it again
    if (heard.asked === 'drain') askedToDrain.resolve();
    if (heard.asked === 'quarantine') void quarantine.hold();
    if (heard.asked === 'release') void quarantine.release();
    const same = heard.paused.length === paused.length && heard.paused.every((one) => paused.includes(one));
    if (same) return;
    paused = heard.paused;
    log.info({ paused }, 'an operator has paused queues, or lets them go on');
    void working.take(taken());
  };
  const registered = await registerWorker(workshop, card, hear);
  opened.defer(() => registered.leave());
  const api = createDiscordApi(environment.discordApi);
  const purging = startPurging(workshop);
  opened.defer(() => purging.stop());
  let draining = false;
  const quarantine = new Quarantine({
    log: log.child({ worker: id }),
    pauseMs: quarantinePauseMs,
    enter: async () => {
      // not waited for: what has just failed is one of those that still run
      void working?.take([]);
      await registered.quarantined(true);
    },
    trial: async () => painter.renew?.(),
    leave: async () => {
      await registered.quarantined(false);
      await working?.take(environment.qualities.filter((quality) => !paused.includes(quality)));
    },
  });
  opened.defer(async () => quarantine.stop());
  const state = () => (draining ? 'draining' : quarantine.active ? 'quarantined' : 'working');
  beginAtZero(environment.qualities, clips);
  const healthPort = await openHealth(environment, workshop, state, opened);
  const deliveries = await workDeliveries(workshop, { api, asBot: null });
  opened.defer(() => deliveries.stop());
  const measurements = new Measurements(workshop);
  opened.defer(() => measurements.end());
  const telling = tellAbandoned(workshop, api, id);
  opened.defer(() => telling.stop());
  working = await workJobs(workshop, {
    qualities: environment.qualities,
    clips,
    workerId: id,
    handle: (job, signal) =>
      handleJob({ workshop, painter, api, registered, quarantine, measurements, workerId: id }, job, signal),
  });
  const lessons = await learnLessons(workshop, painter, api);
  opened.defer(() => lessons.stop());
  if (painter.trouble) await quarantine.enter(painter.trouble);
  log.info({ worker: id, qualities: environment.qualities, healthPort }, 'the worker is ready');

  const open = opened.move();
  let ending: Promise<void> | undefined;
  const end = async (patienceMs: number) => {
    draining = true;
    quarantine.stop();
    await registered.draining();
    // a lesson takes minutes: another worker begins it anew
    await Promise.all([lessons.stop(), working?.drain(patienceMs)]);
    await open.disposeAsync();
  };
  const endOnce = (patienceMs: number) => {
    ending ??= end(patienceMs);
    return ending;
  };
  return {
    id,
    healthPort,
    askedToDrain: askedToDrain.promise,
    drain: () => endOnce(environment.drainMs),
    close: () => endOnce(0),
  };
}

/** A series that is not there yet makes Prometheus miss its first increase. */
function beginAtZero(qualities: readonly Quality[], clips: boolean): void {
  for (const quality of LINES) {
    if (!qualities.includes(qualityOf(quality)) || (isClipLine(quality) && !clips)) continue;
    METRICS.waiting.zero({ quality });
    METRICS.painting.zero({ quality });
    METRICS.painterRestarts.inc({ quality }, 0);
    for (const outcome of ['painted', 'failed', 'lost', 'stopped'])
      METRICS.attempts.inc({ quality, outcome }, 0);
  }
}

const STATES = ['working', 'quarantined', 'draining'] as const;

async function openHealth(
  { healthPort: port, healthHost: host }: Environment,
  workshop: Workshop,
  state: () => (typeof STATES)[number],
  opened: AsyncDisposableStack,
): Promise<number | null> {
  if (port === null) return null;
  const health = await serveHealth({
    port,
    host,
    collect: async () => {
      measureDatabase(workshop);
      for (const each of STATES) METRICS.workerState.set({ state: each }, each === state() ? 1 : 0);
    },
    check: async () => {
      const database = await workshop.takesWrites();
      return { ok: database && state() === 'working', database, state: state() };
    },
  });
  opened.defer(() => health.close());
  return health.port;
}

/**
 * Simulated workers of this or another version in one process: real connections, claims, heartbeats, progress and
 * records, with a handler that paints nothing. Told by its parent what to do; see `simulation.ts`.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The modules of a checkout; those of 0.1.0 lie in packages/jobs. */
async function modulesOf(root: string, isOld: boolean) {
  const load = (path: string) => import(pathToFileURL(join(root, path)).href);
  const from = (name: string) => load(`packages/${isOld ? 'jobs' : 'queue'}/src/${name}.ts`);
  const [
    { openWorkshop },
    { workJobs },
    { registerWorker },
    { submitJob },
    { recordProgress, recordResult },
  ] = await Promise.all(['workshop', 'work', 'workers', 'submit', 'results'].map(from));
  const { createLog } = await load(`packages/${isOld ? 'jobs' : 'runtime'}/src/log.ts`);
  return { openWorkshop, workJobs, registerWorker, submitJob, recordProgress, recordResult, createLog };
}

const [root, old, databaseUrl] = process.argv.slice(2) as [string, string, string];
const isOld = old === 'old';
const modules = await modulesOf(root, isOld);
const log = modules.createLog('bench', process.stderr, 'error');
// biome-ignore lint/suspicious/noExplicitAny: two versions of the same module
type Workshop = any;
const open = (options: object): Promise<Workshop> => modules.openWorkshop({ databaseUrl, log, ...options });

const progress = {
  iteration: 1,
  iterations: 2,
  fraction: 0.5,
  width: 8,
  height: 8,
  content: 1,
  style: 1,
  total: 2,
};
const losses = [0, 1].map((iteration) => ({ iteration, content: 1, style: 1, total: 2 }));
const result = {
  picture: new Uint8Array(1000),
  pictureType: 'png',
  fallback: null,
  plot: null,
  width: 8,
  height: 8,
  seconds: 1,
  iterations: 2,
  seed: 1,
  engine: 'none',
  device: 'none',
  losses,
};

const workers: { workshop: Workshop; id: string }[] = [];
let submitter: Workshop;
let last = 0;
let tells = false;

const COMMANDS: Record<string, (value: number) => Promise<unknown>> = {
  /** Opens so many workers, 20 at once. */
  async open(count) {
    for (let left = count; left > 0; left -= 20) {
      const some = Array.from({ length: Math.min(left, 20) }, async () => {
        const workshop = await open({ name: 'atelier-worker', connections: 2, listens: false });
        const card = {
          host: 'bench',
          pid: 1,
          engine: 'none',
          device: 'none',
          version: '0',
          qualities: ['fast', 'high'],
        };
        const id = randomUUID();
        const registered = await modules.registerWorker(workshop, { id, ...card });
        workers.push({ workshop, id, ...registered });
      });
      await Promise.all(some);
    }
  },
  /** Whether handlers record a progress: 1 or 0. */
  async tell(on) {
    tells = on === 1;
  },
  /** Begins to work. */
  async work() {
    const begin = async ({
      workshop,
      id,
      count,
    }: (typeof workers)[0] & { count?: (...of: unknown[]) => unknown }) =>
      modules.workJobs(workshop, {
        qualities: ['fast', 'high'],
        workerId: id,
        handle: async (job: { quality: string }) => {
          // a painting says how far it is after a second, in both versions
          if (tells) await modules.recordProgress(workshop, job, progress);
          const by = () => ({ workerId: id, pixelsPerSecond: 64 });
          const recorded = await modules.recordResult(workshop, job, result, by);
          // 0.1.0 counts by itself
          if (isOld) await count?.(job.quality, 64);
          return recorded;
        },
      });
    await Promise.all(workers.map(begin));
  },
  /** Submits so many jobs, each of another person, of a hundred servers, 8 at once. */
  async submit(count) {
    submitter ??= await open({ name: 'atelier-bot' });
    let left = count;
    const one = async () => {
      while (left-- > 0) await modules.submitJob(submitter, request(), new Uint8Array(1000));
    };
    await Promise.all(Array.from({ length: 8 }, one));
  },
};

function request() {
  const id = String(1e15 + ++last * 1000 + process.pid);
  return {
    interactionId: id,
    applicationId: '1',
    interactionToken: 'token',
    userId: id,
    guildId: `${last % 100}`,
    channelId: '1',
    locale: 'en-GB',
    preset: 'starry-night',
    quality: 'fast',
    size: null,
    seed: 1,
    attachmentSizeLimit: 1e7,
    fileName: 'a.jpg',
  };
}

process.on('message', async ({ command, value }: { command: string; value: number }) => {
  try {
    await COMMANDS[command]!(value);
    process.send?.({ done: true });
  } catch (error) {
    process.send?.({ error: String(error) });
  }
});
process.once('disconnect', () => process.exit(0));
process.send?.({ done: true });

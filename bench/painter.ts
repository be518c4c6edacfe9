/** What the painter's own process costs a picture, and how soon a worker answers for its health while it paints. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { AtelierError } from '@atelier/contract/errors.ts';
import type { Quality } from '@atelier/contract/order.ts';
import { Order } from '@atelier/contract/order-schema.ts';
import { readEnvironment } from '@atelier/runtime/environment.ts';
import type { PaintedJob } from '@atelier/worker/painter.ts';
import { PainterProcess, painterLimits } from '@atelier/worker/painter-process.ts';
import { withFleet } from './at-hand.ts';
import { samplePhotoBytes } from './photo.ts';

const COMPARED: readonly { quality: Quality; size: number; rounds: number }[] = [
  { quality: 'fast', size: 512, rounds: 40 },
  { quality: 'fast', size: 1024, rounds: 20 },
  { quality: 'high', size: 384, rounds: 8 },
];
const ASKED = 400;
/** ms between two questions */
const EVERY = 25;

/**
 * What is measured outside the process, less what the same picture took inside it: job and result on their way, progress
 * and checkpoints. Two processes that do the very same differ by up to 7 % from start to start, so a picture painted in
 * this process beside one painted in another shows less.
 */
async function benchProcess(): Promise<string[]> {
  const environment = readEnvironment();
  const painter = new PainterProcess({
    settings: { ...environment, engine: 'auto', device: 'auto' },
    limits: painterLimits(undefined),
    main: new URL('./timed-painter.ts', import.meta.url),
  });
  await painter.ready;
  const photo = await samplePhotoBytes();
  const rows = [
    '| from the photo’s file to the result’s | the whole | of it the process’s own | share |',
    '|---|---|---|---|',
  ];
  for (const { quality, size, rounds } of COMPARED) {
    const job: PaintedJob = {
      ...Order.parse({ preset: 'starry-night', quality, size, seed: 1 }),
      photo,
      style: null,
      checkpoint: null,
      presets: [],
      attachmentSizeLimit: 1e7,
    };
    const [wholes, owns]: [number[], number[]] = [[], []];
    for (let round = -1; round < rounds; round++) {
      const begin = performance.now();
      const options = { signal: new AbortController().signal, onProgress: () => {}, onCheckpoint: () => {} };
      const { network } = await painter.paint(job, options);
      const whole = performance.now() - begin;
      if (round < 0) continue; // the first one loads and compiles
      wholes.push(whole);
      owns.push(whole - Number(network));
    }
    const [whole, own] = [middle(wholes), middle(owns)];
    rows.push(
      `| ${quality}, ${size} px | ${whole.toFixed(0)} ms | ${own.toFixed(1)} ms | ${((100 * own) / whole).toFixed(1)} % |`,
    );
  }
  if (process.platform === 'linux') {
    const idle = await cpuSeconds(painter.pid!, 5000);
    rows.push('', `Idle, the process takes ${(100 * idle).toFixed(1)} % of one core: its signs of life.`);
  }
  painter.kill(new AtelierError('job.worker-lost', {}));
  return rows;
}

/** Processor seconds a second that a process takes, over `ms`; Linux. */
async function cpuSeconds(pid: number, ms: number): Promise<number> {
  const ticks = async () => {
    const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]!.split(' ');
    return Number(fields[11]) + Number(fields[12]);
  };
  const before = await ticks();
  await sleep(ms);
  return ((await ticks()) - before) / 100 / (ms / 1000);
}

/** Bot and worker as processes of their own, pictures of the largest sizes in both qualities under way all the time. */
async function benchHealth(): Promise<string[]> {
  const healthPort = await freePort();
  return withFleet({ healthPort }, async ({ sandbox }) => {
    const photo = await samplePhotoBytes();
    const send = (quality: Quality, size: number, user: string) =>
      sandbox.sendStyle({ photo, preset: 'starry-night', quality, options: { size }, user });
    const first = send('high', 1024, 'patient');
    for (let i = 0; i < 40; i++) send('fast', 2048, `person-${i}`);
    await sandbox.waitFor(() => first.original?.data.attachments.length, {
      timeoutMs: 120_000,
      what: 'a preview',
    });
    const ports = { bot: healthPort, worker: healthPort + 1 };
    const times = { bot: [] as number[], worker: [] as number[] };
    for (let i = 0; i < ASKED; i++) {
      for (const name of ['bot', 'worker'] as const) {
        const begin = performance.now();
        const { status } = await fetch(`http://127.0.0.1:${ports[name]}/healthz`);
        if (status !== 200) throw new Error(`The ${name} answered ${status}`);
        times[name].push(performance.now() - begin);
      }
      await sleep(EVERY);
    }
    const row = (name: 'bot' | 'worker') => {
      const sorted = times[name].toSorted((a, b) => a - b);
      const at = (share: number) => sorted[Math.min(ASKED - 1, Math.floor(share * ASKED))]!.toFixed(1);
      return `| ${name} | ${at(0.5)} ms | ${at(0.99)} ms | ${at(1)} ms |`;
    };
    return [
      `| /healthz of the (${ASKED} times, while it paints) | median | p99 | longest |`,
      '|---|---|---|---|',
      row('bot'),
      row('worker'),
    ];
  });
}

/** The next one is taken to be free too. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

for (const row of await benchProcess()) console.log(row);
console.log('');
for (const row of await benchHealth()) console.log(row);

import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseEngine } from '@atelier/core/engines/choose.ts';
import { resize } from '@atelier/core/images/resize.ts';
import { feedForward } from '@atelier/core/transfer/fast/picture.ts';
import { transform } from '@atelier/core/transfer/networks.ts';
import { paint } from '@atelier/core/transfer/paint.ts';
import { ROOT, type Run, runAtelier } from './command.ts';
import { median } from './measure.ts';
import { samplePhoto } from './photo.ts';

interface Case {
  readonly title: string;
  /** of the film */
  readonly film: { readonly width: number; readonly height: number };
  /** longer side, pixels */
  readonly size: number;
  /** s, a short one and a long one: what one second more takes is the speed, without the start */
  readonly seconds: readonly [number, number];
}

const HD = { width: 1280, height: 720 };
const CASES: readonly Case[] = [
  { title: '256 pixels', film: HD, size: 256, seconds: [5, 15] },
  {
    title: '256², where a still’s pass is measured',
    film: { width: 720, height: 720 },
    size: 256,
    seconds: [5, 15],
  },
  { title: '720 pixels', film: HD, size: 720, seconds: [4, 10] },
];
/** frames a second */
const RATE = 30;
const PRESET = 'starry-night';
const REPEATS = 9;
/** s of a clip beside which stills are painted */
const BESIDE_SECONDS = 20;
/** as the worker starts the process of a clip */
const NICENESS = 10;
const STILL = 512;

export interface ClipsOptions {
  /** another checkout with its packages, which takes turns */
  before?: string | undefined;
  /** longer sides of the cases that are measured, pixels */
  sizes: readonly number[];
}

/**
 * A film through `atelier style`: frames a second beside one pass of the network of the same size, peak memory of two
 * lengths, and what a still takes beside a clip.
 */
export async function benchClips({ before, sizes }: ClipsOptions): Promise<string[]> {
  const trees = [...(before === undefined ? [] : [before]), ROOT];
  const folder = await mkdtemp(join(tmpdir(), 'atelier-bench-clips-'));
  const lines = [
    `| film of ${RATE} frames a second, painted at | tree | frames/s | CPU time of a frame | one pass of the network: time, CPU time | peak memory, Node | ffmpeg |`,
    '|---|---|---|---|---|---|---|',
  ];
  try {
    for (const one of CASES.filter(({ size }) => sizes.includes(size))) {
      const film = filmOf(folder, one.film, one.seconds[1]);
      for (const tree of trees) {
        const pass = await passOf(one);
        const [short, long] = [await clip(tree, film, one, 0), await clip(tree, film, one, 1)];
        const more = long.frames - short.frames;
        const rate = more / (long.took - short.took);
        const cpu = (1000 * (long.cpu - short.cpu)) / more;
        const megabytes = (what: 'bytes' | 'ffmpeg') =>
          [short, long]
            .map((run, i) => `${(run[what] / 1e6).toFixed(0)} MB (${one.seconds[i]} s)`)
            .join(', ');
        const size = `${one.title} (${long.width}×${long.height})`;
        const name = tree === ROOT ? 'now' : 'before';
        const figures = [
          rate.toFixed(1),
          `${cpu.toFixed(0)} ms`,
          `${pass.wall.toFixed(0)} ms, ${pass.cpu.toFixed(0)} ms`,
          megabytes('bytes'),
          megabytes('ffmpeg'),
        ];
        lines.push(`| ${[size, name, ...figures].join(' | ')} |`);
      }
    }
    const film = filmOf(folder, HD, BESIDE_SECONDS);
    lines.push('', ...(await besideClip(film)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return [
    ...lines,
    '',
    `${availableParallelism()} threads; a pass: median of ${REPEATS}, before each pair of clips.`,
  ];
}

/** A camera that wanders over a photo, with the noise of one. */
function filmOf(folder: string, { width, height }: Case['film'], seconds: number): string {
  const file = join(folder, `${width}x${height}-${seconds}.mp4`);
  const place = (side: string, out: string, turn: string) => `'(${side}-${out})*(0.5+0.5*${turn})'`;
  const crop = `crop=${width}:${height}:x=${place('iw', 'ow', 'sin(t/4)')}:y=${place('ih', 'oh', 'cos(t/5)')}`;
  const photo = ['-loop', '1', '-framerate', `${RATE}`, '-i', join(ROOT, 'docs/photos/stream.jpg')];
  const filters = ['-t', `${seconds}`, '-vf', `scale=1760:-2,${crop},noise=alls=6:allf=t,format=yuv420p`];
  const codec = ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '23', file];
  execFileSync('ffmpeg', ['-loglevel', 'error', '-y', ...photo, ...filters, ...codec]);
  return file;
}

interface ClipRun extends Run {
  readonly frames: number;
  readonly width: number;
  readonly height: number;
  /** s of painting */
  readonly took: number;
}

async function clip(tree: string, film: string, { size, seconds }: Case, length: 0 | 1): Promise<ClipRun> {
  const run = await runAtelier(tree, clipOrder(film, size, seconds[length]));
  const { frames, width, height, seconds: took } = JSON.parse(run.stdout);
  return { ...run, frames, width, height, took };
}

function clipOrder(film: string, size: number, seconds: number): string[] {
  const order = ['--preset', PRESET, '--quality', 'fast', '--size', `${size}`, '--seconds', `${seconds}`];
  return ['style', film, '--out', `${film}-painted.mp4`, ...order, '--json'];
}

/** ms of one pass of the network at the size of a case's frames: median, and mean of processor time. */
async function passOf({ film, size }: Case): Promise<{ wall: number; cpu: number }> {
  const engine = await chooseEngine();
  const network = await transform();
  const [width, height] = [film.width, film.height].map((side) =>
    Math.round((side * size) / Math.max(film.width, film.height)),
  ) as [number, number];
  const photo = await resize(await samplePhoto(), width, height);
  const vector = network.styles.get(PRESET)!;
  const pass = () => feedForward({ engine, transform: network, vector, photo, width, height });
  await pass();
  const before = process.cpuUsage();
  const wall = await median(REPEATS, pass);
  const { user, system } = process.cpuUsage(before);
  await engine.close();
  // the median begins with one to warm up
  return { wall, cpu: (user + system) / 1000 / (REPEATS + 1) };
}

async function besideClip(film: string): Promise<string[]> {
  const engine = await chooseEngine();
  const photo = await samplePhoto();
  const still = () =>
    median(REPEATS, () => paint({ photo, preset: PRESET, quality: 'fast', size: STILL, engine }));
  const alone = await still();
  const stop = new AbortController();
  const clip = runAtelier(ROOT, clipOrder(film, 720, BESIDE_SECONDS), {
    niceness: NICENESS,
    signal: stop.signal,
  });
  // it reads its networks first
  await new Promise((begun) => setTimeout(begun, 4000));
  const beside = await still();
  stop.abort();
  await clip.catch(() => {});
  await engine.close();
  return [
    `| a still of ${STILL} pixels with its losses | time |`,
    '|---|---|',
    `| alone | ${alone.toFixed(0)} ms |`,
    `| beside a clip of 720 pixels, which yields (niceness ${NICENESS}) | ${beside.toFixed(0)} ms, ${(beside / alone).toFixed(2)} × |`,
  ];
}

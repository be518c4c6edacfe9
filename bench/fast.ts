import { availableParallelism } from 'node:os';
import { chooseEngine } from '@atelier/core/engines/choose.ts';
import type { Engine } from '@atelier/core/engines/engine.ts';
import { decode } from '@atelier/core/images/decode.ts';
import { encode } from '@atelier/core/images/encode.ts';
import type { Image } from '@atelier/core/images/image.ts';
import { resize } from '@atelier/core/images/resize.ts';
import { styleLengthOf, type TransformNetwork } from '@atelier/core/networks/transform.ts';
import { feedForward } from '@atelier/core/transfer/fast/picture.ts';
import { transform } from '@atelier/core/transfer/networks.ts';
import { paint } from '@atelier/core/transfer/paint.ts';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { johnson } from './johnson.ts';
import { race } from './measure.ts';
import { fastFirst, PUBLISHED } from './peers.ts';
import { samplePhoto } from './photo.ts';
import { inPyTorch } from './pytorch.ts';

const REPEATS = 9;
const PRESET = 'starry-night';
/** The size that the published networks are for. */
const PEERS_SIZE = 256;

type Task = () => Promise<unknown>;

/** Networks against each other, taking turns; then the whole way from a file's bytes to a file's bytes. */
export async function benchFast(size: number): Promise<string[]> {
  const engine = await chooseEngine({ engine: 'auto', device: 'auto' });
  const ours = await transform();
  const lines = [
    ...(await networks(engine, ours, size, {})),
    '',
    ...(await networks(engine, ours, PEERS_SIZE, await published())),
    '',
    ...(await wholeWay(engine, ours, size)),
    '',
    `Medians of ${REPEATS}, in turns, after one warm-up each (which compiles).`,
  ];
  await engine.close();
  return lines;
}

async function networks(
  engine: Engine,
  ours: TransformNetwork,
  size: number,
  others: Record<string, Task>,
): Promise<string[]> {
  const square = await resize(await samplePhoto(), size, size);
  const first = await fastFirst();
  const pass = (network: TransformNetwork): Task => {
    const vector = network.styles.get(PRESET) ?? new Float32Array(styleLengthOf(network)).fill(1);
    return () => engine.transform(network, square, vector);
  };
  const times = await race(REPEATS, {
    'ours, all presets in one': pass(ours),
    ...(first && { 'first network, four presets': pass(first) }),
    'Johnson et al. 2016, 1.68 M parameters, onnxruntime': pass(johnson()),
    ...others,
  });
  const threads = availableParallelism();
  const eager = await inPyTorch('./johnson.py', [size, REPEATS, threads]);
  if (eager) times.set(`the same, PyTorch ${eager.torch} eager`, eager.milliseconds);
  const base = times.get('ours, all presets in one')!;
  return [
    `| network, one pass at ${size}², ${threads} threads | time | ours is faster by |`,
    '|---|---|---|',
    ...[...times].map(([name, ms]) => `| ${name} | ${ms.toFixed(0)} ms | ${(ms / base).toFixed(1)} × |`),
  ];
}

async function published(): Promise<Record<string, Task>> {
  const shape = [1, 3, PEERS_SIZE, PEERS_SIZE];
  const picture = new Tensor('float32', new Float32Array(3 * PEERS_SIZE ** 2).fill(128), shape);
  const tasks = PUBLISHED.map(async ({ name, file }): Promise<[string, Task]> => {
    const options = { intraOpNumThreads: availableParallelism(), logSeverityLevel: 3 } as const;
    const session = await InferenceSession.create(file, options);
    return [name, () => session.run({ [session.inputNames[0]!]: picture })];
  });
  return Object.fromEntries(await Promise.all(tasks));
}

async function wholeWay(engine: Engine, ours: TransformNetwork, size: number): Promise<string[]> {
  const bytes = await encode(await resize(await samplePhoto(), 2 * size, 2 * size), { format: 'jpeg' });
  const vector = ours.styles.get(PRESET)!;
  const read = () => decode(bytes, { maxSide: size });
  const through = (photo: Image) =>
    feedForward({ engine, transform: ours, vector, photo, width: size, height: size });
  const times = await race(REPEATS, {
    'decode → network → encode (JPEG)': async () => encode(await through(await read()), { format: 'jpeg' }),
    'decode → network → encode (PNG)': async () => encode(await through(await read()), { format: 'png' }),
    'decode → network → losses → encode (PNG)': async () => {
      const photo = await read();
      const { image } = await paint({ photo, preset: PRESET, quality: 'fast', size, engine });
      return encode(image, { format: 'png' });
    },
  });
  return [
    `| the whole way, ${2 * size}² JPEG in, ${size}² out | time |`,
    '|---|---|',
    ...[...times].map(([name, ms]) => `| ${name} | ${ms.toFixed(0)} ms |`),
  ];
}

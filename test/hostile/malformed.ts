/**
 * Pictures spoilt at random, always the same ones for a seed: parts missing, bits turned over, heads of other
 * formats, sizes that are not true. From the pictures of test/fixtures and from sharp's own of every format.
 */
import { readdir, readFile } from 'node:fs/promises';
import { film, glass, picture } from './samples.ts';

export interface Malformed {
  name: string;
  bytes: Buffer;
}

const FIXTURES = new URL('../fixtures/pictures/', import.meta.url);

export async function malformed(count: number, seed: number): Promise<Malformed[]> {
  const whole = await sources();
  const random = generator(seed);
  return Array.from({ length: count }, (_, i) => {
    const [name, bytes] = whole[i % whole.length]!;
    const [how, spoil] = SPOILING[Math.floor(random() * SPOILING.length)]!;
    return {
      name: `${i}: ${name}, ${how}`,
      bytes: spoil(Buffer.from(bytes), random, () => pick(whole, random)[1]),
    };
  });
}

async function sources(): Promise<[name: string, bytes: Buffer][]> {
  const names = (await readdir(FIXTURES)).sort();
  const files = names.map(
    async (name): Promise<[string, Buffer]> => [name, await readFile(new URL(name, FIXTURES))],
  );
  const made = Object.entries({
    'plain JPEG': picture().jpeg(),
    'progressive JPEG': picture().jpeg({ progressive: true }),
    'plain PNG': picture().png(),
    'interlaced PNG': picture().png({ progressive: true }),
    'PNG with palette': glass().png({ palette: true }),
    'lossy WebP': picture().webp(),
    'lossless WebP': glass().webp({ lossless: true }),
    'animated WebP': film().webp(),
    AVIF: picture().avif({ effort: 0 }),
    'AVIF with alpha': glass().avif({ effort: 0 }),
    'animated GIF': film().gif(),
  }).map(async ([name, pipeline]): Promise<[string, Buffer]> => [name, await pipeline.toBuffer()]);
  return Promise.all([...files, ...made]);
}

type Random = () => number;
type Spoil = (bytes: Buffer, random: Random, other: () => Buffer) => Buffer;

const below = (random: Random, limit: number) => Math.floor(random() * limit);
const pick = <T>(among: readonly T[], random: Random): T => among[below(random, among.length)]!;
/** mostly in the first kilobyte, where a format says what it is */
const place = (bytes: Buffer, random: Random) =>
  below(random, random() < 0.7 ? Math.min(1024, bytes.length) : bytes.length);

const SPOILING: readonly (readonly [how: string, spoil: Spoil])[] = [
  ['cut off', (bytes, random) => bytes.subarray(0, 1 + below(random, bytes.length - 1))],
  ['its last bytes missing', (bytes, random) => bytes.subarray(0, bytes.length - 1 - below(random, 64))],
  ['some bits turned over', (bytes, random) => flipped(bytes, random, 1 + below(random, 8))],
  ['many bits turned over', (bytes, random) => flipped(bytes, random, 1 + bytes.length / 200)],
  [
    'a number at its end',
    (bytes, random) => {
      const at = place(bytes, random);
      const end = Math.min(bytes.length, at + pick([1, 2, 4], random));
      return bytes.fill(pick([0x00, 0x7f, 0x80, 0xff], random), at, end);
    },
  ],
  [
    'a piece missing',
    (bytes, random) => {
      const at = place(bytes, random);
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + below(random, 300))]);
    },
  ],
  [
    'a piece twice',
    (bytes, random) => {
      const at = place(bytes, random);
      return Buffer.concat([bytes.subarray(0, at + 1 + below(random, 2000)), bytes.subarray(at)]);
    },
  ],
  [
    'the head of another',
    (bytes, random, other) => Buffer.concat([head(other(), random), bytes.subarray(32)]),
  ],
  ['another behind its head', (bytes, random, other) => Buffer.concat([head(bytes, random), other()])],
];

const head = (bytes: Buffer, random: Random) => bytes.subarray(0, 12 + below(random, 200));

function flipped(bytes: Buffer, random: Random, times: number): Buffer {
  for (let i = 0; i < times; i++) bytes[place(bytes, random)]! ^= 1 << below(random, 8);
  return bytes;
}

/** mulberry32: [0, 1) */
function generator(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

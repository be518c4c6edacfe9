/**
 * Judges results of pairs of photo and painting on the full VGG-19, which nothing that ships was optimised on:
 *
 *   node training/evaluate/evaluate.ts --pairs FOLDER --network vgg19.safetensors --microast FOLDER --out FOLDER
 *     [--only fast,high] [--painted NAME=FOLDER …] [--size PX]
 *
 * pairs: `content/00.png` … and `style/00.png` … of StyleID's protocol (Chung et al. 2024), of which photo 2k is painted
 * as painting 4k. microast: what MicroAST made of the same pairs, `content-00-style-00.jpg` …; its row must come out as
 * published with this project's issue, or nothing of ours is printed. out: what ours paint, kept from run to run.
 * painted: more rows, folders of pictures of those names (.png or .jpg). Prints a table in Markdown.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chooseEngine } from '@atelier/core/engines/choose.ts';
import type { Image } from '@atelier/core/images/image.ts';
import { paint } from '@atelier/core/transfer/paint.ts';
import type { PaintRequest } from '@atelier/core/transfer/request.ts';
import { exists, kept, type Pair, stored, Table } from './table.ts';

/** What MicroAST's pictures are known to come to, mean of the ten pairs; a judge that says otherwise is another judge. */
const MICROAST = { styleLeft: 0.363, content: 0.822 } as const;
/** Rounding of sizes and of JPEG. */
const SLACK = 0.01;

type Way = Pick<PaintRequest, 'quality'> & Partial<PaintRequest>;

/** What of ours is judged. */
const OURS: Record<string, Way> = {
  fast: { quality: 'fast' },
  high: { quality: 'high' },
  'high (the painting as a whole)': { quality: 'high', match: 'statistics' },
};

const { values } = parseArgs({
  options: {
    pairs: { type: 'string' },
    network: { type: 'string' },
    microast: { type: 'string' },
    out: { type: 'string' },
    only: { type: 'string', default: Object.keys(OURS).join(',') },
    painted: { type: 'string', multiple: true, default: [] },
    size: { type: 'string', default: '512' },
  },
});
const { pairs: folder, network: file, microast, out } = values;
if (!folder || !file || !microast || !out) {
  throw new Error('Expected --pairs FOLDER --network FILE --microast FOLDER --out FOLDER');
}

const engine = await chooseEngine({ engine: 'auto', device: 'cpu' });
const pairs = await Promise.all(Array.from({ length: 10 }, (_, k) => pairOf(folder, k)));
const table = await Table.open(engine, file);
await table.row('the photo, untouched', pairs, async ({ photo }) => photo);
const theirs = await table.row('MicroAST (Wang et al. 2023)', pairs, ({ name }) => pictureIn(microast, name));
for (const [figure, expected] of Object.entries(MICROAST) as [keyof typeof MICROAST, number][]) {
  const received = theirs[figure]!;
  if (!(Math.abs(received - expected) <= SLACK * expected)) {
    throw new Error(
      `Expected MicroAST’s ${figure} to be ${expected} but received ${received}: not the same judge`,
    );
  }
}
for (const name of values.only.split(',').filter((only) => only !== '')) {
  const way = OURS[name];
  if (way === undefined) throw new Error(`Expected one of ${Object.keys(OURS)} but received ${name}`);
  await table.row(name, pairs, (pair) => kept(join(out, name, `${pair.name}.png`), () => painted(way, pair)));
}
for (const entry of values.painted) {
  const [name, from] = entry.split('=') as [string, string | undefined];
  if (!from) throw new Error(`Expected NAME=FOLDER but received ${entry}`);
  await table.row(name, pairs, (pair) => pictureIn(from, pair.name));
}
await engine.close();

async function pairOf(folder: string, k: number): Promise<Pair> {
  const [photo, painting] = [2 * k, 4 * k].map((number) => String(number).padStart(2, '0'));
  return {
    name: `content-${photo}-style-${painting}`,
    photo: await stored(join(folder, 'content', `${photo}.png`)),
    painting: await stored(join(folder, 'style', `${painting}.png`)),
  };
}

async function pictureIn(folder: string, name: string): Promise<Image> {
  for (const file of ['png', 'jpg'].map((ending) => join(folder, `${name}.${ending}`))) {
    if (await exists(file)) return stored(file);
  }
  throw new Error(`Expected ${name}.png or .jpg in ${folder} but there is none`);
}

async function painted(way: Way, { photo, painting }: Pair): Promise<Image> {
  const size = Number(values.size);
  return (await paint({ engine, photo, styles: [painting], size, ...way })).image;
}

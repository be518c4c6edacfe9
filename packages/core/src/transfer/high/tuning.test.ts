import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import { chooseEngine } from '../../engines/choose.ts';
import { decode } from '../../images/decode.ts';
import type { Image } from '../../images/image.ts';
import { resize } from '../../images/resize.ts';
import { OBJECTIVE } from '../../objective/objectives.ts';
import { OPTIMISER_NAMES } from '../../optimisers/options.ts';
import { OPTIONS } from '../options.ts';
import { paint } from '../paint.ts';
import type { PaintRequest, Tuning } from '../request.ts';

const engine = await chooseEngine({ engine: 'auto', device: 'cpu' });
after(() => engine.close());

const read = async (name: string) =>
  decode(await readFile(new URL(`../../../../../docs/photos/${name}.jpg`, import.meta.url)), { maxSide: 96 });
const photo = await resize(await read('dogs-at-the-window'), 64, 64);
const [sunset, fig] = [await read('sunset'), await read('fig')];

const FEW = { iterations: 6 };
const request: PaintRequest = { photo, styles: [sunset], quality: 'high', size: 64, engine, traceEvery: 1 };
const paintWith = (change: Partial<PaintRequest>, tuning: Tuning = {}) => {
  return paint({ ...request, ...change, tuning: { schedule: FEW, ...tuning } });
};
const usual = await paintWith({});

function apart(a: Image, b: Image): number {
  return a.data.reduce((sum, value, i) => sum + Math.abs(value - b.data[i]!), 0) / a.data.length;
}

for (const optimiser of OPTIMISER_NAMES) {
  test(`${optimiser} lowers the loss and takes the iterations it was given`, async () => {
    const { losses, iterations } = await paintWith(
      {},
      { optimiser: { optimiser }, schedule: { iterations: 12 } },
    );
    assert.equal(iterations, 12);
    assert.ok(Math.min(...losses.map(({ total }) => total)) < 0.9 * losses[0]!.total);
  });
}

test('a plateau ends a size early, and the progress still comes to its end', async () => {
  let last = 0;
  let calls = 0;
  const schedule = { iterations: 300, levels: 2 };
  const onProgress = ({ fraction }: { fraction: number }) => {
    last = fraction;
    calls++;
  };
  const optimiser = { plateau: 3, improvement: 0.2 };
  const { iterations } = await paintWith({ onProgress }, { schedule, optimiser });
  assert.ok(iterations < 300 && iterations > 2 && calls === iterations, `${iterations} of 300`);
  assert.ok(last > 0.3 && last <= 1);
});

test('what is changed changes the picture', async () => {
  const changes: Record<string, Tuning> = {
    pooling: { pooling: 'max' },
    'style layers': { objective: { styleLayers: [{ layer: 'conv2_2' }] } },
    'content form': { objective: { contentForm: 'per-element' } },
    'style form': { objective: { styleForm: 'wasserstein' } },
    'places matched': { objective: { styleForm: 'neighbours' } },
    'style weight': { objective: { styleWeight: 3 } },
    variation: { objective: { variation: 30 } },
    start: { start: 0 },
    'start with the fast result': { start: 'fast' },
    'style scale': { styleScale: 75 },
    'style rotation': { styleRotation: 90 },
    average: { optimiser: { average: 0.8 } },
    levels: { schedule: { ...FEW, levels: 2 } },
  };
  for (const [name, tuning] of Object.entries(changes)) {
    const { image } = await paintWith({}, tuning);
    assert.ok(apart(image, usual.image) > 2e-4, `${name}: ${apart(image, usual.image)}`);
  }
});

test('the defaults, said aloud, are the same picture', async () => {
  const tuning: Tuning = {
    network: 'compact',
    pooling: 'average',
    objective: { contentForm: 'relative', styleForm: 'covariance', contentWeight: 1, styleWeight: 1 },
    optimiser: { optimiser: 'lbfgs' },
    start: 'colours',
    styleScale: OPTIONS.styleScale.default,
    styleRotation: 0,
  };
  assert.deepEqual((await paintWith({ mix: 'interpolate' }, tuning)).image, usual.image);
});

test('places are matched with pictures of one’s own alone, and not where something else was asked for', async () => {
  assert.deepEqual((await paintWith({ match: 'meaning' })).image, usual.image);
  const whole = await paintWith({ match: 'statistics' });
  assert.ok(apart(whole.image, usual.image) > 1e-3);
  const layers = OBJECTIVE.style.map(({ layer, weight }) => ({ layer, weight }));
  assert.deepEqual((await paintWith({}, { objective: { styleLayers: layers } })).image, whole.image);
  const blend = { blend: { preset: 'udnie', share: 0.3 } };
  assert.deepEqual(
    (await paintWith(blend)).image,
    (await paintWith({ ...blend, match: 'statistics' })).image,
  );
});

test('from noise the losses of both kinds fall', async () => {
  const { losses } = await paintWith({}, { start: 0, schedule: { iterations: 30 } });
  assert.ok(losses.at(-1)!.total < losses[0]!.total / 3, `${losses[0]!.total} to ${losses.at(-1)!.total}`);
  assert.ok(
    losses.at(-1)!.content < losses[0]!.content,
    `${losses[0]!.content} to ${losses.at(-1)!.content}`,
  );
});

test('several pictures: weights, and the sum of losses instead of the mean of statistics', async () => {
  const two = (first: number, second: number) => ({
    styles: undefined,
    ingredients: [
      { image: sunset, weight: first },
      { image: fig, weight: second },
    ],
  });
  assert.deepEqual((await paintWith(two(2, 0))).image, usual.image);
  const even = await paintWith(two(1, 1));
  assert.deepEqual((await paintWith(two(5, 5))).image, even.image);
  const summed = await paintWith({ ...two(1, 1), mix: 'sum' });
  assert.ok(apart(summed.image, even.image) > 1e-3);
  // no picture has the statistics of both, so a sum of losses cannot come as low
  assert.ok(summed.losses.at(-1)!.style > even.losses.at(-1)!.style);
  assert.deepEqual((await paintWith({ ...two(1, 0), mix: 'sum' })).image, usual.image);
});

test('strength 0 is the photo also with other layers and regions', async () => {
  const mask = { ...photo, data: photo.data.map((_, i) => (i < photo.data.length / 2 ? 1 : 0)) };
  const regions = [{ mask, style: { image: fig } }];
  const tuning = { objective: { styleLayers: [{ layer: 'conv2_2' }] } };
  const { image, losses } = await paintWith({ strength: 0, regions }, tuning);
  assert.deepEqual([...image.data], [...photo.data]);
  assert.ok(losses[0]!.style > 0);
});

const REFUSED: [string, Partial<PaintRequest>, Tuning, RegExp | string][] = [
  [
    'a preset for another pooling',
    { styles: undefined, preset: 'udnie' },
    { pooling: 'max' },
    /painting itself/,
  ],
  ['a rotated preset', { styles: undefined, preset: 'udnie' }, { styleRotation: 10 }, /rotated/],
  [
    'a preset in its photo’s colours',
    { styles: undefined, preset: 'udnie', keepColours: 'mean' },
    {},
    /colours/,
  ],
  [
    'a preset whose places were to be matched',
    { styles: undefined, preset: 'udnie', match: 'meaning' },
    {},
    /a preset keeps none/,
  ],
  [
    'the same for a part of the picture',
    { match: 'meaning', regions: [{ mask: photo, style: { preset: 'udnie' } }] },
    {},
    /a preset keeps none/,
  ],
  [
    'a preset with a form of matching',
    { styles: undefined, preset: 'udnie' },
    { objective: { styleForm: 'neighbours' } },
    /matched place by place/,
  ],
  ['an unknown network', {}, { network: 'vgg99' }, 'model.unknown'],
  ['an unknown pooling', {}, { pooling: 'sum' as never }, /max, average, l2/],
  ['an unknown optimiser', {}, { optimiser: { optimiser: 'newton' as never } }, /lbfgs, adam/],
  ['a learning rate for L-BFGS', {}, { optimiser: { rate: 1 } }, /finds its steps/],
  ['an average of everything', {}, { optimiser: { average: 1 } }, /average/],
  ['half a plateau', {}, { optimiser: { plateau: 2.5 } }, /whole number/],
  ['a painting too small to see', {}, { styleScale: 5 }, /from 10 to 400/],
  ['weights of nothing', { styles: undefined, ingredients: [{ image: fig, weight: 0 }] }, {}, /weights of 0/],
  ['both ways to name a style', { ingredients: [{ image: fig }] }, {}, /both/],
  ['an unknown mix', { mix: 'product' as never }, {}, /interpolate, sum/],
  ['an unknown way to keep colours', { keepColours: 'hsv' as never }, {}, /oklab, luminance/],
];
for (const [name, change, tuning, expected] of REFUSED) {
  test(`refused: ${name}`, () => {
    const error =
      typeof expected === 'string' ? { code: expected } : { code: 'option.invalid', message: expected };
    return assert.rejects(paintWith(change, tuning), error);
  });
}

const FAST: [string, Partial<PaintRequest>][] = [
  ['levels', { tuning: { schedule: { levels: 1 } } }],
  ['styleLayers', { tuning: { objective: { styleLayers: [{ layer: 'conv1_1' }] } } }],
  ['average', { tuning: { optimiser: { average: 0.5 } } }],
  ['network', { tuning: { network: 'vgg19' } }],
  ['mix', { mix: 'sum' }],
  ['match', { match: 'meaning' }],
  ['keepColours', { keepColours: 'histogram' }],
];
for (const [option, change] of FAST) {
  test(`fast quality refuses ${option}, and says so by its name`, () => {
    const fast: PaintRequest = { photo, preset: 'udnie', quality: 'fast', engine, ...change };
    const message = new RegExp(`high quality for ${option} `);
    return assert.rejects(paint(fast), { code: 'option.invalid', message });
  });
}

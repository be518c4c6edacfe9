import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import { QUALITIES, type Quality } from '@atelier/contract/order.ts';
import { chooseEngine } from '../engines/choose.ts';
import { decode } from '../images/decode.ts';
import type { Image } from '../images/image.ts';
import { toOklab } from '../images/oklab.ts';
import { fit, resize } from '../images/resize.ts';
import { OBJECTIVE, STYLE_LAYERS } from '../objective/objectives.ts';
import type { Painting } from '../report/painting.ts';
import type { Progress } from '../report/progress.ts';
import { measure } from './measure.ts';
import { perceptual } from './networks.ts';
import { paint } from './paint.ts';
import type { PaintRequest } from './request.ts';
import { stylesOf } from './style/choose.ts';

const engine = await chooseEngine({ engine: 'auto', device: 'cpu' });
after(() => engine.close());
const photo = await decode(
  await readFile(new URL('../../../../docs/photos/dogs-at-the-window.jpg', import.meta.url)),
  { maxSide: 300 },
);
const SIDE = 112;
const request: Omit<PaintRequest, 'quality'> = { photo, preset: 'starry-night', size: SIDE, engine };

/** Mean absolute difference of two pictures' values. */
function distance(a: Image, b: Image): number {
  assert.equal(a.data.length, b.data.length);
  return a.data.reduce((sum, value, i) => sum + Math.abs(value - b.data[i]!), 0) / a.data.length;
}

/** Mean distance from grey in OKLab. */
function chroma({ data }: Image): number {
  let sum = 0;
  for (let i = 0; i < data.length; i += 3) {
    const [, a, b] = toOklab(data[i]!, data[i + 1]!, data[i + 2]!);
    sum += Math.hypot(a, b);
  }
  return (3 * sum) / data.length;
}

const { width, height } = fit(photo.width, photo.height, SIDE);
const small = await resize(photo, width, height);

/**
 * Summed over presets. Fast at twice the side, where its strokes have the size it has learnt; its second
 * pass lowers the style loss of most photos, not of every one, so that one preset would prove little. High at a size at
 * which there is room for strokes: at 112 pixels more strength than 85 gains nothing.
 */
const RISING = {
  fast: { presets: ['starry-night', 'great-wave', 'the-scream', 'wheat-field'], size: 2 * SIDE },
  high: { presets: ['starry-night'], size: 192 },
};

const painted = new Map<string, Promise<Painting>>();
/** Without any option, painted once. */
function plain(quality: Quality): Promise<Painting> {
  const known = painted.get(quality) ?? paint({ ...request, quality });
  painted.set(quality, known);
  return known;
}

for (const quality of QUALITIES) {
  test(`${quality}: from strength to strength more of the style and less of the photo`, async () => {
    const network = await perceptual();
    const { presets, size } = RISING[quality];
    let before = { content: -1, style: Number.POSITIVE_INFINITY };
    const pictures: Image[] = [];
    for (const strength of [10, 40, 70, 100]) {
      const sum = { content: 0, style: 0 };
      for (const preset of presets) {
        const { image: result } = await paint({ ...request, quality, preset, size, strength });
        const view = { engine, network, layers: STYLE_LAYERS, rotation: 0 };
        const style = await stylesOf({ preset }, view);
        const losses = await measure({ engine, network, objective: OBJECTIVE, style, photo, result });
        sum.content += losses[1]!.content;
        sum.style += losses[1]!.style;
        if (preset === presets[0]) pictures.push(result);
      }
      assert.ok(sum.style < before.style, `style at ${strength}: ${before.style} to ${sum.style}`);
      assert.ok(sum.content > before.content, `content at ${strength}: ${before.content} to ${sum.content}`);
      before = sum;
    }
    for (const [i, image] of pictures.slice(1).entries()) {
      const moved = distance(image, pictures[i]!);
      assert.ok(moved > 0.03, `seen: ${moved} from the ${i + 1}th strength to the next`);
    }
  });

  test(`${quality}: strength 0 is the photo in the new size, value for value, and is still reported`, async () => {
    const seen: Progress[] = [];
    const onProgress = (progress: Progress) => void seen.push(progress);
    const whole = { ...request, quality, strength: 0, onProgress };
    const { image, iterations, losses } = await paint({ ...whole, keepColours: true });
    assert.deepEqual(image, small);
    assert.deepEqual([iterations, losses.length, seen.length, seen[0]!.fraction], [0, 2, 1, 1]);
    assert.ok(losses[1]!.content < 1e-3);
  });

  test(`${quality}: strength 70 is the same as none given`, async () => {
    const [a, b] = [await plain(quality), await paint({ ...request, quality, strength: 70 })];
    assert.deepEqual(a.image, b.image);
  });

  test(`${quality}: a blend ends in the one and in the other preset, and is something else between`, async () => {
    const second = 'great-wave';
    const paintWith = async (change: Partial<PaintRequest>) =>
      (await paint({ ...request, quality, ...change })).image;
    const [a, b] = [(await plain(quality)).image, await paintWith({ preset: second })];
    const blended = (share?: number) => paintWith({ blend: { preset: second, share } });
    assert.ok(distance(await blended(0), a) < 1e-6);
    assert.ok(distance(await blended(1), b) < 1e-6);
    const half = await blended();
    const apart = distance(a, b);
    for (const end of [a, b]) assert.ok(distance(half, end) > apart / 5 && distance(half, end) < apart);
  });

  test(`${quality}: the photo’s colours are kept, the painting’s light and dark too`, async () => {
    const [changed, kept] = [
      (await plain(quality)).image,
      (await paint({ ...request, quality, keepColours: true })).image,
    ];
    const [before, after] = [chroma(small), chroma(kept)];
    assert.ok(Math.abs(after / before - 1) < 0.1, `chroma ${before} to ${after}`);
    assert.ok(Math.abs(chroma(changed) / before - 1) > 0.3, 'the style alone would keep the chroma too');
    const lightness = ({ data }: Image, i: number, more = 0) =>
      toOklab(data[i]! + more, data[i + 1]! + more, data[i + 2]! + more)[0];
    for (let i = 0; i < changed.data.length; i += 3) {
      // half an 8-bit step, by which a colour may be out of what can be shown, is more than 0.01 where it is nearly black
      const slack = Math.max(0.01, lightness(changed, i, 1 / 510) - lightness(changed, i));
      assert.ok(Math.abs(lightness(changed, i) - lightness(kept, i)) < slack, `pixel ${i / 3}`);
    }
  });
}

test('high: a preview shows what will be handed over, photo and colours included', async () => {
  let last: Image | undefined;
  const onProgress = (progress: Progress) => {
    if (progress.fraction > 0.999) last = progress.preview();
  };
  const { image } = await paint({ ...request, quality: 'high', strength: 5, keepColours: true, onProgress });
  assert.ok(distance(last!, image) < 0.01);
  assert.ok(distance(image, small) < 0.05);
});

const REFUSED: [string, Partial<PaintRequest>, string][] = [
  ['a share above 1', { blend: { preset: 'great-wave', share: 1.1 } }, 'option.invalid'],
  ['a share that is no number', { blend: { preset: 'great-wave', share: Number.NaN } }, 'option.invalid'],
  ['an unknown preset in a blend', { blend: { preset: 'no-such' } }, 'preset.unknown'],
  ['a strength beyond its range', { strength: 101 }, 'option.invalid'],
];
for (const [name, change, code] of REFUSED) {
  test(`refused: ${name}`, () => assert.rejects(paint({ ...request, quality: 'fast', ...change }), { code }));
}

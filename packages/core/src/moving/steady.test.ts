import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import type { Quality } from '@atelier/contract/order.ts';
import { chooseEngine } from '../engines/choose.ts';
import { decode } from '../images/decode.ts';
import type { Image } from '../images/image.ts';
import { OBJECTIVE, STYLE_LAYERS } from '../objective/objectives.ts';
import { measure } from '../transfer/measure.ts';
import { perceptual } from '../transfer/networks.ts';
import { paint } from '../transfer/paint.ts';
import { planFor } from '../transfer/strength.ts';
import { regionPlan } from '../transfer/style/regions.ts';
import type { Clip } from './clip.ts';
import { frameDifference, warpingError } from './flicker.ts';
import { greyOf, opticalFlow } from './flow.ts';
import { type PaintedFrame, paintClip } from './paint-clip.ts';
import { fastPainter } from './paint-fast-frames.ts';
import { SegmentPacker, unpackSegment } from './segment.ts';
import { Calm, guided } from './steady.ts';
import { panClip, type SyntheticClip, stillClip, subjectClip } from './synthetic-clips.ts';

const engine = await chooseEngine({ engine: 'auto', device: 'cpu' });
after(() => engine.close());

const photo = async (name: string) =>
  decode(await readFile(new URL(`../../../../docs/photos/${name}.jpg`, import.meta.url)), { maxSide: 800 });
const [drum, mountains, stream, dogs] = (await Promise.all(
  ['drum-and-wine', 'picos-de-europa', 'stream', 'dogs-at-the-window'].map(photo),
)) as [Image, Image, Image, Image];

type Kind = 'still camera' | 'pan' | 'moving subject';

function clipsOf(width: number, height: number, count: number): Record<Kind, SyntheticClip> {
  const size = { width, height };
  return {
    'still camera': stillClip(drum, size, count),
    pan: panClip(mountains, size, count),
    'moving subject': subjectClip(stream, dogs, size, count),
  };
}

export function clipOf(frames: readonly Image[], loop = 1): Clip {
  const { width, height } = frames[0]!;
  return {
    kind: loop === 1 ? 'film' : 'webp',
    width,
    height,
    count: frames.length,
    seconds: frames.length,
    loop,
    rate: 1,
    sound: false,
    soundCodec: null,
    source: { width, height },
    trimmed: null,
    async *frames() {
      for (const image of frames) yield { image, alpha: null, seconds: 1 };
    },
  };
}

/** Painted one by one and as a clip, with the style losses of each; a second a frame, so that each is measured. */
async function both(clip: SyntheticClip, quality: Quality, preset: string) {
  const alone: Painted = { images: [], style: [] };
  for (const photo of clip.frames) {
    const { image, losses } = await paint({ photo, preset, quality, engine });
    alone.images.push(image);
    // high quality's own are of its optimiser, the clip's of `measure`
    alone.style.push(quality === 'fast' ? losses.at(-1)!.style : await styleLoss(image, photo, preset));
  }
  const steady: Painted = { images: [], style: [] };
  for await (const { image, losses } of paintClip({ clip: clipOf(clip.frames), preset, quality, engine })) {
    steady.images.push(image);
    steady.style.push(losses!.style);
  }
  return { alone, steady };
}

async function styleLoss(result: Image, photo: Image, preset: string): Promise<number> {
  const network = await perceptual();
  const view = { engine, network, layers: STYLE_LAYERS, rotation: 0 };
  const { parts } = await regionPlan({ photo, preset }, result.width, view);
  const request = { engine, network, objective: OBJECTIVE, style: parts, photo, result };
  return (await measure(request))[1].style;
}

interface Painted {
  images: Image[];
  style: number[];
}

/** Means over the clip: warping error and frame difference, levels of 255. */
function flicker(frames: readonly Image[], { flows, visible }: SyntheticClip) {
  const pairs = frames.slice(1).map((image, i) => ({
    warping: warpingError(image, frames[i]!, flows[i + 1]!, visible[i + 1]),
    difference: frameDifference(image, frames[i]!),
  }));
  const mean = (what: 'warping' | 'difference') =>
    pairs.reduce((sum, pair) => sum + pair[what], 0) / pairs.length;
  return { warping: mean('warping'), difference: mean('difference') };
}

/**
 * As small as the bounds still tell: with the steadying switched off every one of them is broken. Where nothing moves,
 * each frame would go on with the one before to a seventh less of the style loss, and in smaller frames the style varies by
 * as much with what they began with; of a moving subject in 64×48 pixels so little is left that it does by a twentieth.
 */
const LIKE = {
  fast: { preset: 'starry-night', clips: clipsOf(256, 192, 6) },
  high: {
    preset: 'great-wave',
    clips: {
      pan: clipsOf(64, 48, 4).pan,
      'moving subject': clipsOf(80, 64, 4)['moving subject'],
      'still camera': clipsOf(160, 120, 3)['still camera'],
    },
  },
};
const CASES = Object.entries(LIKE).flatMap(([quality, { preset, clips }]) =>
  Object.entries(clips).map(([kind, clip]) => ({
    quality: quality as Quality,
    kind: kind as Kind,
    preset,
    clip,
  })),
);

for (const { quality, kind, preset, clip } of CASES) {
  test(`${quality}, ${kind}: at most half the flicker of frame by frame, as much style`, async (t) => {
    const { alone, steady } = await both(clip, quality, preset);
    const [a, b] = [flicker(alone.images, clip), flicker(steady.images, clip)];
    // the first frame is painted alike
    const sum = ({ style }: Painted) => style.slice(1).reduce((x, y) => x + y, 0);
    const style = sum(steady) / sum(alone);
    t.diagnostic(`warping ${a.warping.toFixed(2)} to ${b.warping.toFixed(2)}, style × ${style.toFixed(3)}`);
    assert.ok(b.warping <= a.warping / 2, `${b.warping} of ${a.warping}`);
    assert.ok(Math.abs(style - 1) <= 0.05, `style loss × ${style}`);
    if (kind === 'still camera')
      assert.ok(b.difference <= a.difference / 2, `${b.difference} of ${a.difference}`);
  });
}

test('beside the network, in a thread: to the last bit what one thread paints, by one network', async (t) => {
  const { frames } = clipsOf(96, 72, 4).pan;
  const request = { preset: 'starry-night', quality: 'fast', engine } as const;
  const calm = new Calm();
  const plan = planFor('fast', undefined);
  const here = { guided: async (...of: Parameters<typeof guided>) => guided(...of) };
  const painter = await fastPainter({ ...request, photo: frames[0]! }, plan, here);
  const expected: Image[] = [];
  for (const frame of frames) {
    const bare = expected.at(-1);
    expected.push((await painter.paint(calm.next(frame), bare && Promise.resolve({ bare }))).bare);
  }
  const { mock } = t.mock.method(engine, 'transform');
  const painted: Image[] = [];
  for await (const { bare } of paintClip({ ...request, clip: clipOf(frames) })) painted.push(bare);
  assert.deepEqual(painted, expected);
  // another object would be another network to the engine, which compiles it anew for every frame
  assert.equal(new Set(mock.calls.map(({ arguments: [network] }) => network)).size, 1);
});

test('whoever has had enough of a clip gets no more of it, and the painting under way ends', async () => {
  const { frames } = clipsOf(64, 48, 4).pan;
  const clip = clipOf(frames);
  for await (const { index } of paintClip({ preset: 'great-wave', quality: 'high', engine, clip })) {
    assert.equal(index, 0);
    break;
  }
  const stop = new AbortController();
  const stopped = (async () => {
    for await (const _ of paintClip({
      preset: 'starry-night',
      quality: 'fast',
      engine,
      clip,
      signal: stop.signal,
    }))
      stop.abort();
  })();
  await assert.rejects(stopped, { code: 'job.cancelled' });
});

test('flow: a pan of 2.3 and 0.6 pixels is found, a still picture stays', () => {
  const { frames } = clipsOf(160, 120, 2).pan;
  const flow = opticalFlow(greyOf(frames[1]!), greyOf(frames[0]!));
  const scale = flow.width / 160;
  const median = (values: Float32Array) => [...values].sort((a, b) => a - b)[values.length >> 1]! / scale;
  assert.ok(Math.abs(median(flow.dx) - 2.3) < 0.15, String(median(flow.dx)));
  assert.ok(Math.abs(median(flow.dy) - 0.6) < 0.15, String(median(flow.dy)));
});

test('a loop closes: from the last frame to the first no more than between others', async () => {
  const there = clipsOf(96, 72, 6).pan.frames;
  // there and back again, so that the photo's own loop has no jump
  const frames = [...there, ...there.slice(1, -1).reverse()];
  const painted: Image[] = [];
  for await (const { image } of paintClip({
    clip: clipOf(frames, 0),
    preset: 'starry-night',
    quality: 'fast',
    engine,
  }))
    painted.push(image);
  assert.equal(painted.length, frames.length);
  const steps = painted.map((image, i) => frameDifference(image, painted.at(i - 1)!));
  const [closing, ...others] = steps;
  assert.ok(closing! <= 1.1 * Math.max(...others), steps.map((step) => step.toFixed(2)).join(' '));
});

test('a cut: nothing of the scene before shows through', async () => {
  const frames = [...clipsOf(96, 72, 2)['still camera'].frames, ...clipsOf(96, 72, 2).pan.frames];
  const painted: Image[] = [];
  const request = { preset: 'starry-night', quality: 'fast', engine } as const;
  for await (const { image } of paintClip({ ...request, clip: clipOf(frames) })) painted.push(image);
  const alone: Image[] = [];
  for await (const { image } of paintClip({ ...request, clip: clipOf(frames.slice(2)) })) alone.push(image);
  assert.ok(frameDifference(painted[2]!, alone[0]!) < 0.1);
});

test('high: going on gives what going through gives, and as much style', async () => {
  const { frames } = clipsOf(64, 48, 4).pan;
  const request = { clip: clipOf(frames), preset: 'great-wave', quality: 'high', engine } as const;
  const whole: PaintedFrame[] = [];
  for await (const frame of paintClip(request)) whole.push(frame);
  const packer = new SegmentPacker();
  for (const frame of whole.slice(0, 3)) await packer.add(frame);
  const kept = unpackSegment(await packer.pack());
  let last = await kept.next();
  while (!last.done) last = await kept.next();
  const rest: PaintedFrame[] = [];
  for await (const frame of paintClip({ ...request, resume: { frames: 3, ...last.value } })) rest.push(frame);
  const left = whole.map(({ styleLeft }) => styleLeft);
  const [first, second, third] = left;
  assert.ok(first!.share > 0 && first!.share < 1 && first!.unseen === 0, 'by the first frame’s own start');
  assert.ok(second!.share === first!.share && second!.unseen > 0, 'not the second’s');
  assert.ok(third!.share !== first!.share && third!.unseen === 0, 'much has come into it: found anew');
  assert.deepEqual(rest[0]!.styleLeft, left[3], 'it does not begin to count anew');
  const apart = frameDifference(rest[0]!.image, whole[3]!.image);
  // the painting it goes on from was kept as a JPEG; begun by itself the frame is 21 levels apart
  assert.ok(apart < 4, `${apart} levels`);
});

test('what stands still is painted once; going on gives what going through gives', async () => {
  const { frames } = clipsOf(96, 72, 4).pan;
  const clip = clipOf([...frames, frames[3]!, frames[3]!]);
  const request = { clip, preset: 'starry-night', quality: 'fast', engine } as const;
  const whole = [];
  for await (const frame of paintClip(request)) whole.push(frame);
  assert.equal(whole[4]!.image, whole[3]!.image);
  const rest = [];
  for await (const frame of paintClip({ ...request, resume: { frames: 2, bare: whole[1]!.bare } }))
    rest.push(frame);
  assert.deepEqual(
    rest.map(({ index }) => index),
    [2, 3, 4, 5],
  );
  assert.ok(frameDifference(rest[1]!.image, whole[3]!.image) < 0.1);
});

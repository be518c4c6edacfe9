import assert from 'node:assert/strict';
import { access, mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { ClipPlan } from '@atelier/contract/clip.ts';
import { Order } from '@atelier/contract/order-schema.ts';
import { decode } from '@atelier/core/images/decode.ts';
import { toBytes } from '@atelier/core/images/encode.ts';
import { sharp } from '@atelier/core/images/sharp.ts';
import { unpackSegment } from '@atelier/core/moving/segment.ts';
import { panClip } from '@atelier/core/moving/synthetic-clips.ts';
import type { Preview } from '@atelier/discord/reply/progress.ts';
import { paintClipApart, removeLeft } from './clip-apart.ts';
import type { ClipJob } from './painter.ts';
import { painterLimits } from './painter-process.ts';

const settings = { engine: 'auto', device: 'auto', threads: 1, memory: null } as const;
const PLAN: ClipPlan = {
  kind: 'gif',
  frames: 12,
  seconds: 2.4,
  width: 48,
  height: 32,
  source: { width: 48, height: 32 },
  whole: null,
  limits: { seconds: 10, side: 720, rate: 30 },
};
/** 12 frames of a pan, five a second: two whole seconds, and the rest. */
const photo = await (async () => {
  const { width, height, frames } = PLAN;
  const scene = await decode(await readFile(new URL('../../../docs/photos/fig.jpg', import.meta.url)));
  const pixels = panClip(scene, { width, height }, frames).frames.map(toBytes);
  const raw = { width, height: height * frames, channels: 3, pageHeight: height } as const;
  return sharp(Buffer.concat(pixels), { raw })
    .gif({ delay: Array(frames).fill(200), loop: 0 })
    .toBuffer();
})();

function clip(given: Partial<ClipJob> = {}): ClipJob {
  const order = Order.parse({ preset: 'starry-night', quality: 'fast', seed: 1 });
  return {
    ...order,
    photo,
    style: null,
    presets: [],
    attachmentSizeLimit: 1e7,
    checkpoint: null,
    clip: PLAN,
    ...given,
  };
}

interface Segment {
  frames: number;
  bytes: Uint8Array;
}

async function apart(test: TestContext) {
  const clipFolder = await mkdtemp(join(tmpdir(), 'atelier-clips-'));
  test.after(() => rm(clipFolder, { recursive: true }));
  const paint = async (
    job: ClipJob,
    {
      finished = [],
      signal = AbortSignal.timeout(280_000),
    }: { finished?: Segment[]; signal?: AbortSignal } = {},
    onSegment: (segment: Segment) => void = () => {},
  ) => {
    const rows: number[] = [];
    const previews: Promise<Preview | null>[] = [];
    const result = await paintClipApart({ settings, limits: painterLimits(undefined), clipFolder }, job, {
      signal,
      onProgress: ({ iteration, preview }) => {
        if (rows.push(iteration) === 1) previews.push(preview());
      },
      finished: (async function* () {
        yield* finished;
      })(),
      onSegment: async (segment) => onSegment(segment),
    });
    return { result, rows, preview: await previews[0] };
  };
  return { clipFolder, paint };
}

async function framesOf(segments: readonly Segment[]): Promise<Float32Array[]> {
  const frames: Float32Array[] = [];
  for (const { bytes } of segments)
    for await (const { image } of unpackSegment(bytes)) frames.push(image.data);
  return frames;
}

const difference = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length;

describe('a clip in a process of its own', () => {
  it('is kept second by second, and gone on with after a stop as if there had been none', async (test) => {
    const { clipFolder, paint } = await apart(test);
    const through: Segment[] = [];
    const { result, rows, preview } = await paint(clip(), {}, (segment) => through.push(segment));
    assert.deepEqual(
      through.map(({ frames }) => frames),
      [5, 5, 2],
    );
    assert.equal(rows.at(-1), 12);
    const shown = await sharp(preview!.bytes).metadata();
    assert.deepEqual([shown.width, shown.height], [48, 32], 'the frame that was painted last');
    const { pages, loop } = await sharp(result.picture, { animated: true }).metadata();
    assert.deepEqual([result.pictureType, pages, loop], ['webp', 12, 0]);
    assert.deepEqual(result.moving, {
      frames: 12,
      seconds: 2.4,
      rate: 5,
      whole: null,
      reduced: false,
      sound: false,
    });
    assert.ok(result.losses.length >= 3 && result.stills !== null, 'losses a second, and two stills');

    const stop = new AbortController();
    const first: Segment[] = [];
    const stopped = paint(clip(), { signal: stop.signal }, (segment) => {
      first.push(segment);
      stop.abort(new Error('the worker must go'));
    });
    await assert.rejects(stopped, /the worker must go/);
    const rest: Segment[] = [];
    const again = await paint(clip(), { finished: first.slice(0, 1) }, (segment) => rest.push(segment));
    assert.ok(again.rows[0]! > 5, `it goes on, with frame ${again.rows[0]}`);
    const [whole, parts] = [await framesOf(through), await framesOf([...first.slice(0, 1), ...rest])];
    assert.equal(parts.length, whole.length);
    for (const [i, frame] of parts.entries()) {
      const off = difference(frame, whole[i]!);
      assert.ok(off < 0.01, `frame ${i} is ${off} off`);
    }
    assert.deepEqual(await readdir(clipFolder), [], 'nothing is left behind');
  });

  it('refuses what turns out to be no clip, and nothing is left behind', async (test) => {
    const { clipFolder, paint } = await apart(test);
    await assert.rejects(paint(clip({ photo: Buffer.from('no clip at all, just text') })), {
      code: 'image.unknown-type',
    });
    assert.deepEqual(await readdir(clipFolder), []);
  });
});

it('what a dead worker left behind is removed, and what a living one has stays, wherever that one runs', async (test) => {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-clips-'));
  test.after(() => rm(folder, { recursive: true }));
  const [dead, living] = [join(folder, 'clip-a'), join(folder, 'clip-b')];
  const [long, lately] = [300_000, 30_000].map((ms) => new Date(Date.now() - ms));
  for (const [one, touched] of [
    [dead, long!],
    [living, lately!],
  ] as const) {
    await mkdir(one);
    await writeFile(join(one, 'clip'), 'x');
    await utimes(one, touched, touched);
  }
  await removeLeft(folder);
  await assert.rejects(access(dead));
  await access(living);
  await removeLeft(join(folder, 'that is not there'));
});

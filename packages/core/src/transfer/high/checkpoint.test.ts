import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import type { Checkpoint } from '@atelier/contract/job.ts';
import { chooseEngine } from '../../engines/choose.ts';
import type { Image } from '../../images/image.ts';
import type { Progress } from '../../report/progress.ts';
import { paint } from '../paint.ts';
import type { PaintRequest } from '../request.ts';

const engine = await chooseEngine({ engine: 'auto', device: 'cpu' });
after(() => engine.close());

/** `of`: 0 to 1 of place and channel */
function draw(width: number, height: number, of: (x: number, y: number, c: number) => number): Image {
  const data = Float32Array.from({ length: 3 * width * height }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return of(pixel % width, Math.floor(pixel / width), i % 3);
  });
  return { width, height, data };
}

const REQUEST: PaintRequest = {
  photo: draw(96, 72, (x, y, c) => (Math.hypot(x - 42, y - 36) < 21 ? 0.2 + 0.1 * c : 0.5 + x / 240)),
  styles: [draw(96, 72, (x, y, c) => ((x + y) % 14 < 7 ? 0.9 - 0.3 * c : 0.1 + (x % 9) / 20))],
  quality: 'high',
  size: 96,
  seed: 3,
  traceEvery: 5,
  engine,
};

/** Paints until so much is done, and answers the checkpoint of that moment. */
async function brokenOff(
  share: number,
  request: PaintRequest = REQUEST,
): Promise<{ checkpoint: Checkpoint; iterations: number }> {
  const control = new AbortController();
  let found: { checkpoint: Checkpoint; iterations: number } | undefined;
  const onProgress = ({ fraction, iteration, checkpoint }: Progress) => {
    if (found !== undefined || fraction < share) return;
    found = { checkpoint: checkpoint!(), iterations: iteration };
    control.abort();
  };
  await assert.rejects(paint({ ...request, onProgress, signal: control.signal }));
  assert.ok(found);
  return found;
}

it('a painting goes on where it was broken off, and is as good in the end', async (test) => {
  const whole = await paint(REQUEST);
  for (const share of [0.3, 0.7]) {
    const { checkpoint, iterations } = await brokenOff(share);
    const seen: Progress[] = [];
    const painting = await paint({
      ...REQUEST,
      // as it comes out of a database: in the middle of a larger buffer
      resume: { ...checkpoint, picture: Buffer.concat([Buffer.alloc(3), checkpoint.picture]).subarray(3) },
      onProgress: (progress) => void seen.push(progress),
    });
    const again = iterations - seen[0]!.iteration;
    assert.ok(again >= 0 && again <= whole.iterations / 10, `${again} iterations once more`);
    assert.ok(seen[0]!.fraction > share - 0.1);
    assert.equal(painting.iterations, whole.iterations);
    assert.deepEqual(
      painting.losses.map(({ iteration }) => iteration),
      whole.losses.map(({ iteration }) => iteration),
    );
    const [mine, its] = [painting, whole].map(({ losses }) => losses.at(-1)!.total) as [number, number];
    test.diagnostic(
      `broken off at ${share}: a loss of ${mine.toPrecision(5)} instead of ${its.toPrecision(5)}`,
    );
    assert.ok(mine < 1.005 * its, `${mine} instead of ${its}`);
  }
});

it('a sheet of variations tells no checkpoint, and goes on from none', async () => {
  const size = 64; // of each on a sheet of 130
  const { checkpoint } = await brokenOff(0.5, { ...REQUEST, size });
  const seen: Progress[] = [];
  const onProgress = (progress: Progress) => void seen.push(progress);
  await paint({ ...REQUEST, size: 130, sheet: true, resume: checkpoint, onProgress });
  assert.ok(seen.every((progress) => progress.checkpoint === undefined));
  assert.equal(seen.filter(({ iteration }) => iteration === 0).length, 4);
});

it('a checkpoint of another size is of no use: the painting begins anew', async () => {
  const { checkpoint } = await brokenOff(0.5);
  const seen: number[] = [];
  await paint({
    ...REQUEST,
    size: 80,
    resume: checkpoint,
    onProgress: ({ iteration }) => void seen.push(iteration),
  });
  assert.equal(seen[0], 0);
});

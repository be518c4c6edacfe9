import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Checkpoint } from '@atelier/contract/job.ts';
import { chooseEngine } from '../../engines/choose.ts';
import type { Image } from '../../images/image.ts';
import { paint } from '../paint.ts';
import type { PaintRequest } from '../request.ts';
import { startFor } from './fast-start.ts';
import { highPlan } from './plan.ts';

const engine = await chooseEngine({ engine: 'onnx', device: 'cpu', threads: 1 });
after(() => engine.close());

/** Painted at 256 pixels. */
const SIDE = 288;
const [width, height] = [SIDE, 72];
const photo: Image = {
  width,
  height,
  data: Float32Array.from({ length: 3 * width * height }, (_, i) => 0.5 + 0.3 * Math.sin(i / 37 + (i % 3))),
};
const request = (iterations: number): PaintRequest => {
  return {
    engine,
    photo,
    preset: 'udnie',
    quality: 'high',
    size: SIDE,
    tuning: { schedule: { iterations } },
  };
};
const apart = (a: Image, b: Image) =>
  a.data.reduce((sum, value, i) => sum + Math.abs(value - b.data[i]!), 0) / a.data.length;

test('what changes in a smaller size is added to the fast painting in the size of the result', async () => {
  const start = await startFor(request(1), await highPlan(request(1), SIDE));
  assert.ok(typeof start === 'object');
  const { image, sizes } = await paint(request(1));
  assert.deepEqual(sizes, [{ side: 256, iterations: 1 }]);
  assert.deepEqual([image.width, image.height], [width, height]);
  assert.ok(apart(image, start) < 0.02, `only noise: ${apart(image, start)}`);

  const previews: Image[] = [];
  let checkpoint: Checkpoint | undefined;
  const onProgress: PaintRequest['onProgress'] = ({ iteration, preview, checkpoint: write }) => {
    previews.push(preview());
    if (iteration === 0) checkpoint = write!();
  };
  const whole = await paint({ ...request(6), onProgress });
  assert.ok(apart(whole.image, start) > 0.02, String(apart(whole.image, start)));
  assert.deepEqual([previews[0]!.width, previews[0]!.height], [width, height]);
  assert.ok(apart(previews[0]!, start) < 0.02);

  const resumed = await paint({ ...request(6), resume: checkpoint });
  assert.ok(apart(resumed.image, whole.image) < 0.005, `after a break ${apart(resumed.image, whole.image)}`);
});

test('a clip’s frames are painted in their own size', async () => {
  const { levels, handedOn } = await highPlan(request(6), SIDE, { handsOn: false });
  assert.deepEqual([levels[0]!.side, handedOn], [SIDE, false]);
});

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Checkpoint } from '@atelier/contract/job.ts';
import { chooseEngine } from '../../engines/choose.ts';
import { withoutAxes } from '../../images/axes.ts';
import type { Image } from '../../images/image.ts';
import { paint } from '../paint.ts';
import type { PaintRequest } from '../request.ts';
import { startFor } from './fast-start.ts';
import { handedOn } from './handed-on.ts';
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
  const damped = apart(previews[0]!, withoutAxes(start, 0.2));
  assert.ok(damped < 0.95 * apart(previews[0]!, start), `${damped} of ${apart(previews[0]!, start)}`);

  const resumed = await paint({ ...request(6), resume: checkpoint });
  assert.ok(apart(resumed.image, whole.image) < 0.005, `after a break ${apart(resumed.image, whole.image)}`);
});

test('of a change in a large size the finest waves along the axes are damped, in a small one none', () => {
  /** Height of what a wave becomes that is added to grey. */
  const addedIn = (side: number, phaseOf: (x: number, y: number) => number) => {
    const size = { width: side, height: 24 };
    const grey = { ...size, data: new Float32Array(3 * side * 24).fill(0.5) };
    const { before, goneOn } = handedOn(grey, size);
    const data = before.data.map((value, i) => {
      const [x, y] = [Math.floor(i / 3) % side, Math.floor(i / 3 / side)];
      return value + 0.2 * Math.cos(phaseOf(x, y));
    });
    const row = goneOn({ ...size, data }).data.subarray(3 * side * 12, 3 * side * 13);
    return Math.max(...row.subarray(30, -30)) - 0.5;
  };
  const [along, diagonal] = [(x: number) => Math.PI * x, (x: number, y: number) => (Math.PI / 2) * (x + y)];
  assert.ok(Math.abs(addedIn(384, along) - addedIn(384, diagonal)) < 1e-6);
  assert.ok(Math.abs(addedIn(768, diagonal) - addedIn(384, diagonal)) < 1e-6);
  assert.ok(Math.abs(addedIn(768, along) / addedIn(384, along) - 0.65) < 1e-3, `${addedIn(768, along)}`);
});

test('a clip’s frames are painted in their own size', async () => {
  const { levels, handedOn } = await highPlan(request(6), SIDE, { handsOn: false });
  assert.deepEqual([levels[0]!.side, handedOn], [SIDE, false]);
});

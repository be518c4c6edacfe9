import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import { QUALITIES } from '@atelier/contract/order.ts';
import { chooseEngine } from '../../engines/choose.ts';
import { decode } from '../../images/decode.ts';
import type { Image } from '../../images/image.ts';
import { fit, resize } from '../../images/resize.ts';
import { paint } from '../paint.ts';

const engine = await chooseEngine({ engine: 'auto', device: 'cpu' });
after(() => engine.close());
const here = (path: string) => readFile(new URL(path, import.meta.url));
const photo = await decode(await here('../../../../../docs/photos/dogs-at-the-window.jpg'), { maxSide: 300 });
const size = 128;
const { width, height } = fit(photo.width, photo.height, size);
const same = await resize(photo, width, height);

/** Correlation of two pictures' values: 1 the same forms, 0 nothing in common. */
function likeness(a: Image, b: Image): number {
  const mean = ({ data }: Image) => data.reduce((sum, value) => sum + value, 0) / data.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [both, own, other] = [0, 0, 0];
  a.data.forEach((value, i) => {
    both += (value - ma) * (b.data[i]! - mb);
    own += (value - ma) ** 2;
    other += (b.data[i]! - mb) ** 2;
  });
  return both / Math.sqrt(own * other);
}

const INPUTS = [
  ['white', 0.9, true],
  ['black', 0.9, true],
  ['style-logo', 0.5, true],
  ['two-level', 0.5, false],
] as const;
for (const quality of QUALITIES) {
  for (const [name, least, plain] of INPUTS) {
    test(`${quality}, ${name} as the painting: the photo stays, and a person is told`, async () => {
      const style = await decode(await here(`../../objective/fixtures/${name}.png`));
      const { image, losses, warnings } = await paint({ photo, styles: [style], quality, size, engine });
      assert.deepEqual(warnings, plain ? ['style.plain'] : undefined);
      assert.ok(losses.every(({ total }) => total < 20));
      assert.ok(likeness(image, same) > least, `likeness ${likeness(image, same)}`);
    });
  }
}

test('a preset: nothing to be told', async () => {
  const { warnings } = await paint({ photo, preset: 'red-chalk', quality: 'fast', size, engine });
  assert.equal(warnings, undefined);
});

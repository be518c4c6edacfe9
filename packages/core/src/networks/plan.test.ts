import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Architecture, VGG16, VGG19 } from './architectures.ts';
import { KERAS, type Layout, PLAIN, SEQUENTIAL } from './layouts.ts';
import { planOf } from './plan.ts';

/** Shapes of the tensors of a VGG's file. */
function shapesOf(architecture: Architecture, layout: Layout): Map<string, number[]> {
  const shapes = new Map<string, number[]>();
  let [input, index] = [3, 0];
  for (const spec of architecture) {
    if (spec.kind === 'convolution') {
      const { weight, bias } = layout.tensorsOf(spec, index);
      const [out, size] = [spec.channels!, spec.size];
      shapes.set(weight, layout.axes === 'OIHW' ? [out, input, size, size] : [size, size, input, out]);
      shapes.set(bias!, [out]);
      input = out;
    }
    index += spec.kind === 'convolution' ? 2 : 1;
  }
  return shapes;
}

for (const [name, layout] of Object.entries({ plain: PLAIN, sequential: SEQUENTIAL, keras: KERAS[0]! })) {
  test(`a file with ${name} names: VGG-19 is not taken for VGG-16, nor the other way round`, () => {
    for (const own of [VGG16, VGG19]) {
      const shapes = shapesOf(own, layout);
      assert.equal(planOf(shapes, own, [layout], 'file').layers.length, own.length);
      const other = own === VGG16 ? VGG19 : VGG16;
      assert.throws(() => planOf(shapes, other, [layout], 'file'), { code: 'model.damaged' });
    }
  });
}

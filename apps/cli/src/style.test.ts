import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blendOf, layersOf, startOf, weighed } from './style-ingredients.ts';
import { tuningOf, typedAgain } from './style-tuning.ts';

test('--blend: a name, or a name and a share', () => {
  assert.deepEqual(blendOf('great-wave'), { preset: 'great-wave', share: 0.5 });
  assert.deepEqual(blendOf('great-wave:0.3'), { preset: 'great-wave', share: 0.3 });
  assert.deepEqual(blendOf('udnie:1'), { preset: 'udnie', share: 1 });
  assert.deepEqual(blendOf('udnie:.25'), { preset: 'udnie', share: 0.25 });
});

for (const text of ['', ':0.5', 'a:b', 'a:', 'a:0.5:1', 'a:-1', 'a:1e']) {
  test(`--blend refuses “${text}” with an example`, () => {
    assert.throws(() => blendOf(text), { code: 'option.invalid', message: /great-wave:0\.3/ });
  });
}

test('a weight stands behind a colon; other colons belong to the name', () => {
  assert.deepEqual(weighed('--x', 'scream.jpg:0.3', ''), { name: 'scream.jpg', weight: 0.3 });
  assert.deepEqual(weighed('--x', 'C:\\scream.jpg', ''), { name: 'C:\\scream.jpg' });
  assert.deepEqual(weighed('--x', 'C:\\scream.jpg:2', ''), { name: 'C:\\scream.jpg', weight: 2 });
  assert.deepEqual(weighed('--x', 'scream.jpg:1e3', ''), { name: 'scream.jpg', weight: 1000 });
  assert.deepEqual(weighed('--x', 'scream.jpg:2.5E-1', ''), { name: 'scream.jpg', weight: 0.25 });
});

test('layers are named with or without weights', () => {
  assert.deepEqual(layersOf('--style-layers', 'conv1_1:0.2, conv2_1,layer3.0:.5'), [
    { layer: 'conv1_1', weight: 0.2 },
    { layer: 'conv2_1', weight: undefined },
    { layer: 'layer3.0', weight: 0.5 },
  ]);
  for (const text of ['', 'conv1_1,', 'conv1_1:x', 'conv1_1:1:2']) {
    assert.throws(() => layersOf('--style-layers', text), {
      code: 'option.invalid',
      message: /conv1_1:0\.2/,
    });
  }
});

test('what painting begins with', () => {
  const starts = ['fast', 'colours', 'photo', 'noise', 'mix', 'mix:0.5'].map(startOf);
  assert.deepEqual(starts, ['fast', 'colours', 1, 0, 0.2, 0.5]);
  for (const text of ['white', 'photo:0.5', 'mix:', '']) {
    assert.throws(() => startOf(text), { code: 'option.invalid', message: /mix:0\.2/ });
  }
});

test('flags become groups; none become nothing, which fast quality need not refuse', () => {
  assert.equal(tuningOf({}), undefined);
  const tuning = tuningOf({ learningRate: 0.1, optimiser: 'adam', levels: 1, styleScale: 60 });
  assert.deepEqual(tuning, {
    network: undefined,
    pooling: undefined,
    objective: undefined,
    optimiser: { optimiser: 'adam', rate: 0.1, average: undefined, plateau: undefined },
    schedule: { iterations: undefined, levels: 1, coarsest: undefined },
    start: undefined,
    styleScale: 60,
    styleRotation: undefined,
  });
});

test('what changes the picture is said as it would be typed', () => {
  const flags = { optimiser: 'adam', learningRate: 0.1, out: 'x.png', levels: undefined };
  assert.equal(
    typedAgain(flags, ['optimiser', 'learningRate', 'levels']),
    '--optimiser adam --learning-rate 0.1',
  );
});

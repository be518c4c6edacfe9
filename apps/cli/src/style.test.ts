import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blendOf } from './style.ts';

test('--blend: a name, or a name and a share', () => {
  assert.deepEqual(blendOf('great-wave'), { preset: 'great-wave', share: 0.5 });
  assert.deepEqual(blendOf('great-wave:0.3'), { preset: 'great-wave', share: 0.3 });
  assert.deepEqual(blendOf('udnie:1'), { preset: 'udnie', share: 1 });
  assert.deepEqual(blendOf('udnie:.25'), { preset: 'udnie', share: 0.25 });
});

for (const text of ['', ':0.5', 'a:b', 'a:', 'a:0.5:1', 'a:-1', 'a:1e3']) {
  test(`--blend refuses “${text}” with an example`, () => {
    assert.throws(() => blendOf(text), { code: 'option.invalid', message: /great-wave:0\.3/ });
  });
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { howMade } from './how-made.ts';

const made = { quality: 'high', strength: 70, keepColours: false, seed: 1 } as const;

test('everything that shows in the picture is said, in ASCII', () => {
  const text = howMade({
    ...made,
    preset: 'starry-night',
    blend: { preset: 'great-wave', share: 0.3 },
    keepColours: true,
    network: '0123456789abcdef',
    version: '1.2.3',
  });
  assert.equal(
    text,
    'preset starry-night, blend great-wave 0.3, quality high, strength 70, colours of the photo, seed 1, ' +
      'network 0123456789ab, Atelier 1.2.3',
  );
});

test('what was not asked for or is not known is left out', () => {
  assert.equal(howMade(made), 'own style picture, quality high, strength 70, seed 1');
});

test('another way to keep colours, and further options', () => {
  const text = howMade({ ...made, keepColours: 'mean', settings: 'masks 1, --levels 1' });
  assert.equal(
    text,
    'own style picture, quality high, strength 70, colours of the photo (mean), masks 1, --levels 1, seed 1',
  );
});

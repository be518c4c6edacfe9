import assert from 'node:assert/strict';
import { it } from 'node:test';
import { LIMITS } from '@atelier/contract/limits.ts';
import { ORDER, OWN_STYLE } from '@atelier/contract/order.ts';
import { Order } from '@atelier/contract/order-schema.ts';
import { anyStyle } from '@atelier/core/networks/predictor.ts';
import { painting, type Written } from './style-options.ts';

const plain: Written = { preset: 'starry-night', quality: null };

it('numbers outside their range are refused, whatever a forged interaction says', () => {
  const wrong: [option: string, given: Partial<Written>][] = [
    ['size', { size: LIMITS.longestSide.high + 1, quality: 'high' }],
    ['size', { size: ORDER.size.min - 1 }],
    ['size', { size: 512.5 }],
    ['strength', { strength: 101 }],
    ['strength', { strength: -1 }],
    ['strength', { strength: Number.NaN }],
    ['blend_share', { blend: 'great-wave', blendShare: 101 }],
    ['blend', { blendShare: 50 }],
    ['match', { match: 'meaning', quality: 'high' }],
    ['match', { match: 'meaning', preset: OWN_STYLE, blend: 'great-wave' }],
    ['match', { match: 'meaning', preset: OWN_STYLE, quality: 'fast' }],
  ];
  for (const [option, given] of wrong)
    assert.throws(
      () => painting({ ...plain, ...given }),
      (error: { code?: string; data?: { option?: string } }) =>
        error.code === 'option.invalid' && error.data?.option === option,
      JSON.stringify(given),
    );
  assert.throws(() => painting({ ...plain, quality: 'best' }), { code: 'option.invalid' });
});

it('what was not written is as usual', () => {
  const { seed: _, ...usual } = Order.parse({ preset: 'starry-night', quality: 'fast' });
  assert.deepEqual(painting(plain), {
    ...usual,
    preset: 'starry-night',
    quality: 'fast',
    blend: null,
    blendShare: 50,
    strength: 70,
    keepColours: false,
    size: null,
  });
  assert.equal(painting(plain, 'high').quality, 'high');
  const own = { ...plain, preset: OWN_STYLE };
  assert.equal(painting(own).quality, anyStyle() ? 'fast' : 'high');
  assert.equal(painting(own, 'high').quality, 'high');
  assert.equal(painting({ ...own, match: 'meaning' }).quality, 'high', 'fast quality has no such choice');
});

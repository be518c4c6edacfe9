import assert from 'node:assert/strict';
import { test } from 'node:test';
import { QUALITIES } from '@atelier/contract/order.ts';
import { fit } from '../images/resize.ts';
import { decodedSideOf, longSideOf, OPTIONS } from './options.ts';

test('a photo that is shrunk while it is decoded gives a result of the same size', () => {
  for (const quality of QUALITIES) {
    const { min, max, default: usual } = OPTIONS.size[quality];
    for (const size of [undefined, min, usual - 1, max]) {
      for (const whole of [
        { width: 3000, height: 2000 },
        { width: 700, height: 701 },
        { width: 40, height: 30 },
      ]) {
        const side = decodedSideOf(quality, size);
        const small =
          Math.max(whole.width, whole.height) > side ? fit(whole.width, whole.height, side) : whole;
        const result = (photo: typeof whole) => longSideOf(quality, { ...photo, size });
        assert.equal(result(small), result(whole), `${quality} ${size} ${whole.width}`);
      }
    }
  }
});

test('a size out of range is left to the check that refuses it', () => {
  assert.equal(decodedSideOf('high', -5), OPTIONS.size.high.min);
  assert.throws(() => longSideOf('high', { width: 9, height: 9, size: -5 }), { code: 'option.invalid' });
});

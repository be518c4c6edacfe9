import assert from 'node:assert/strict';
import { test } from 'node:test';
import { halfToNumber, halvesToNumbers, numbersToHalves, numberToHalf } from './half.ts';

test('every finite half survives the way to a number and back', () => {
  for (let bits = 0; bits < 0x10000; bits++) {
    const value = halfToNumber(bits);
    if (Number.isFinite(value))
      assert.equal(numberToHalf(value), bits, `bits ${bits.toString(16)} = ${value}`);
  }
});

test('known values', () => {
  assert.equal(numberToHalf(1), 0x3c00);
  assert.equal(numberToHalf(-2), 0xc000);
  assert.equal(halfToNumber(0x7bff), 65504);
  assert.equal(halfToNumber(0x0001), 2 ** -24);
  assert.equal(numberToHalf(1e6), 0x7c00);
  assert.equal(halfToNumber(0xfc00), Number.NEGATIVE_INFINITY);
  assert.ok(Number.isNaN(halfToNumber(numberToHalf(Number.NaN))));
});

test('halfway values go to the even neighbour, others to the nearest', () => {
  assert.equal(halfToNumber(numberToHalf(2049)), 2048);
  assert.equal(halfToNumber(numberToHalf(2051)), 2052);
  assert.equal(halfToNumber(numberToHalf(2049.1)), 2050);
  assert.equal(halfToNumber(numberToHalf(0.1)), 0.0999755859375);
});

test('many at once are what each of them is, wherever their bytes begin', () => {
  const bits = Uint16Array.from({ length: 0x10000 }, (_, i) => i);
  const shifted = Buffer.concat([Buffer.alloc(1), new Uint8Array(bits.buffer)]).subarray(1);
  const numbers = halvesToNumbers(shifted);
  // not those that are no numbers, which differ in what a NaN carries
  const isNumber = (value: number) => !Number.isNaN(value);
  assert.deepEqual(numbers.filter(isNumber), Float32Array.from(bits, halfToNumber).filter(isNumber));
  const finite = numbers.filter(Number.isFinite);
  const back = new Uint16Array(numbersToHalves(finite).buffer);
  assert.deepEqual(back, Uint16Array.from(finite, numberToHalf));
});

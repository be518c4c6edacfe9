import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode } from '../images/decode.ts';
import type { Image } from '../images/image.ts';
import { sniff } from '../images/sniff.ts';
import { contactSheet } from './contact-sheet.ts';

function flat(width: number, height: number, colour: number[]): Image {
  return { width, height, data: Float32Array.from({ length: width * height * 3 }, (_, i) => colour[i % 3]!) };
}

const RED = [1, 0, 0];
const BLUE = [0, 0, 1];

test('each picture stands in its row and column, scaled into its cell; empty cells stay paper', async () => {
  const sheet = {
    rows: [
      { label: 'one', cells: [flat(20, 10, RED), flat(10, 20, BLUE)] },
      { label: 'two', cells: [undefined, flat(300, 300, RED)] },
    ],
    columns: ['photo', 'wave'],
    cell: 100,
  };
  const { width, height, data } = await decode(await contactSheet(sheet));
  // heading 27 px; rows of 100 px with gaps of 8; columns at the right edge, 8 px apart
  const top = height - 2 * 108;
  const pixel = (x: number, y: number) => [...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)];
  const [first, second] = [width - 2 * 108 + 50, width - 108 + 50];
  assert.ok(top > 20 && top < 40, `heading is ${top} px high`);
  assert.deepEqual(pixel(first, top + 50), RED);
  assert.deepEqual(pixel(first, top + 10), [1, 1, 1], 'a wide picture is centred in its row');
  assert.deepEqual(pixel(second, top + 5), BLUE);
  assert.deepEqual(pixel(first, top + 108 + 50), [1, 1, 1]);
  assert.deepEqual(pixel(second, top + 108 + 98), RED);
});

test('labels are visible, and JPEG on request', async () => {
  const plain = { rows: [{ label: '', cells: [flat(9, 9, RED)] }], columns: [], cell: 60 };
  const labelled = { ...plain, rows: [{ label: 'fig', cells: [flat(9, 9, RED)] }] };
  assert.ok(
    (await decode(await contactSheet(labelled))).width > (await decode(await contactSheet(plain))).width + 10,
  );
  assert.equal(sniff(await contactSheet({ ...plain, format: 'jpeg' })), 'jpeg');
});

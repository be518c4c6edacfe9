import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode } from '../images/decode.ts';
import { INK } from './chart.ts';
import { lossPlot } from './loss-plot.ts';
import type { LossRow } from './progress.ts';

const FALLING: LossRow[] = Array.from({ length: 40 }, (_, i) => {
  const [content, style] = [i === 0 ? 0 : 0.05 + i / 1000, 6 * 0.9 ** i];
  return { iteration: i * 10, content, style, total: content + style };
});

/** How many pixels are within 12 steps of a colour like #f2a154, and their mean height (0 top, 1 bottom). */
async function colour(png: Uint8Array, hex: string, columns: [from: number, to: number] = [0, 1]) {
  const { width, height, data } = await decode(png);
  const wanted = [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16) / 255);
  let count = 0;
  let sum = 0;
  // below the title and the legend
  for (let y = Math.round(height * 0.24); y < height; y++) {
    for (let x = Math.round(columns[0] * width); x < columns[1] * width; x++) {
      const at = (y * width + x) * 3;
      if (wanted.every((v, c) => Math.abs(v - data[at + c]!) < 12 / 255)) {
        count++;
        sum += y / height;
      }
    }
  }
  return { count, height: sum / count };
}

test('1280 × 720, with a curve for each term, and the style falls', async () => {
  const png = await lossPlot(FALLING, { title: 'The Starry Night' });
  const { width, height } = await decode(png);
  assert.deepEqual([width, height], [1280, 720]);
  for (const curve of ['total', 'style', 'content'] as const) {
    assert.ok((await colour(png, INK[curve])).count > 1000, `${curve} is not to be seen`);
  }
  const early = await colour(png, INK.total, [0.1, 0.3]);
  const late = await colour(png, INK.total, [0.8, 1]);
  assert.ok(late.height > early.height + 0.1);
});

test('two rows are bars: the picture’s total is a shorter bar than a larger one', async () => {
  const rows = (total: number) => [FALLING[0]!, { iteration: 1, content: 0.3, style: total - 0.3, total }];
  const low = await colour(await lossPlot(rows(0.7), { title: 'fast' }), INK.total);
  const high = await colour(await lossPlot(rows(2.1), { title: 'fast' }), INK.total);
  assert.ok(Math.abs(high.count / low.count - 3) < 0.3, `${high.count} / ${low.count} pixels`);
});

test('zeros, NaN, infinities, a flat or single-row trace and any title are drawn', async () => {
  const odd = [
    { iteration: 0, content: 0, style: Number.NaN, total: Number.POSITIVE_INFINITY },
    { iteration: 1, content: 0, style: 0, total: 0 },
    { iteration: 2, content: -1, style: 1e-30, total: 1 },
  ];
  for (const rows of [odd, odd.slice(0, 2), odd.slice(0, 1), Array.from({ length: 3 }, () => FALLING[1]!)]) {
    assert.ok((await lossPlot(rows, { title: '<&> “北斎” \u0000 '.repeat(20) })).length > 1000);
  }
  await assert.rejects(lossPlot([], { title: 'none' }), RangeError);
});

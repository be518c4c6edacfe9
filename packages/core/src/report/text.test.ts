import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sharp } from '../images/sharp.ts';
import { clipText, textPath, textWidth } from './text.ts';

/** Dark pixels of 100×40 with the text anchored in the middle: count, and the columns they reach. */
async function drawn(text: string) {
  const path = textPath(text, { x: 50, y: 28, anchor: 'middle', fill: '#000', size: 20 });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="100" height="40">${path}</svg>`;
  const pixels = await sharp(Buffer.from(svg)).flatten({ background: '#fff' }).greyscale().raw().toBuffer();
  const columns = [...pixels.keys()].filter((i) => pixels[i]! < 128).map((i) => i % 100);
  return { count: columns.length, from: Math.min(...columns), to: Math.max(...columns) };
}

test('letters are drawn where they are said to be, without a font', async () => {
  const { count, from, to } = await drawn('Hamlet');
  const width = textWidth('Hamlet', { size: 20 });
  assert.ok(count > 150);
  assert.ok(Math.abs(from - (50 - width / 2)) < 3 && Math.abs(to - (50 + width / 2)) < 3);
});

test('accents: composed and decomposed are the same; a rare one falls back to its base letter', () => {
  const width = (text: string) => textWidth(text, { size: 100 });
  assert.equal(width('é'), width('e\u0301'));
  assert.equal(width('ő'), width('o'));
  assert.ok(width('北') > 0);
});

test('bold is wider, and size scales', () => {
  assert.ok(textWidth('Starry Night', { size: 20, bold: true }) > textWidth('Starry Night', { size: 20 }));
  assert.ok(Math.abs(textWidth('ab', { size: 40 }) - 2 * textWidth('ab', { size: 20 })) < 1e-9);
});

test('clipText fits the width and keeps what fits', () => {
  const style = { size: 16 };
  assert.equal(clipText('short', 500, style), 'short');
  const cut = clipText('The Great Wave off Kanagawa', 120, style);
  assert.ok(cut.endsWith('…') && cut.startsWith('The Great') && textWidth(cut, style) <= 120);
});

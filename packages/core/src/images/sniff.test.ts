import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { sniff } from './sniff.ts';

const text = (s: string) => Buffer.from(s, 'latin1');

test('pictures by their first bytes', () => {
  assert.equal(sniff(text('\xff\xd8\xff\xe0rest')), 'jpeg');
  assert.equal(sniff(text('\x89PNG\r\n\x1a\nrest')), 'png');
  assert.equal(sniff(text('GIF87a')), 'gif');
  assert.equal(sniff(text('RIFF\0\0\0\0WEBPVP8 ')), 'webp');
  assert.equal(sniff(text('\0\0\0\x1cftypavif\0\0\0\0mif1')), 'avif');
  assert.equal(sniff(text('\0\0\0\x1cftypmif1\0\0\0\0miafavif')), 'avif');
});

test('relatives of those are not', () => {
  assert.equal(sniff(text('\0\0\0\x18ftypheic\0\0\0\0mif1heic')), 'heic');
  assert.equal(sniff(text('\0\0\0\x18ftypmif1\0\0\0\0miafheix')), 'heic');
  assert.equal(sniff(text('\xff\x0a\xfa\x1f')), 'jpeg-xl');
  assert.equal(sniff(text('\0\0\0\x0cJXL \r\n\x87\n')), 'jpeg-xl');
  // the brand must stand inside the box, not somewhere behind it
  assert.equal(sniff(text('\0\0\0\x14ftypisom\0\0\0\0mp41avif')), 'unknown');
  assert.equal(sniff(text('RIFF\0\0\0\0WAVEfmt ')), 'unknown');
  assert.equal(sniff(text('\x89PNG\n\x1a\n')), 'unknown');
  assert.equal(sniff(text('\xff\xd8')), 'unknown');
  assert.equal(sniff(new Uint8Array(0)), 'unknown');
});

test('SVG in all its clothes', () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>';
  const prolog =
    '<?xml version="1.0"?>\n<!-- made by hand -->\n<!DOCTYPE svg PUBLIC "a" "b" [<!ENTITY x "y">]>\n';
  for (const s of [svg, prolog + svg, `\n  ${svg}`, svg.replace('<svg', '<s:svg')]) {
    assert.equal(sniff(Buffer.from(s)), 'svg');
    assert.equal(sniff(Buffer.from(`\uFEFF${s}`)), 'svg');
    assert.equal(sniff(Buffer.from(`\uFEFF${s}`, 'utf16le')), 'svg');
    assert.equal(sniff(gzipSync(s)), 'svg');
  }
});

test('other text and other gzip files are unknown', () => {
  assert.equal(sniff(text('<!DOCTYPE html><html><svg></svg></html>')), 'unknown');
  assert.equal(sniff(text('{"a": "<svg>"}')), 'unknown');
  assert.equal(sniff(text('<svgx>')), 'unknown');
  assert.equal(sniff(gzipSync('hello')), 'unknown');
  assert.equal(sniff(text('\x1f\x8b not gzip at all')), 'unknown');
});

test('harmless text in front of a root element is passed once', () => {
  // by the pieces: each of these was read over and over by a pattern with nested repetitions
  for (const piece of [
    '<?a?>',
    '<?a?> ',
    '<!-- a -->',
    '<!DOCTYPE svg>',
    '<!DOCTYPE svg [<!ENTITY a "b">]>',
    ' ',
  ]) {
    assert.equal(sniff(text(`${piece.repeat(Math.floor(3000 / piece.length))}<svg>`)), 'svg', piece);
    assert.equal(sniff(text(piece.repeat(800))), 'unknown', piece);
  }
  for (const open of ['<?', '<!--', '<!', '<!DOCTYPE svg [', '<!DOCTYPE svg [a]']) {
    assert.equal(sniff(text(open)), 'unknown');
    assert.equal(sniff(text(open.repeat(800))), 'unknown');
  }
});

// Makes inter.json, the letters of the plots: outlines instead of a font file, so that a picture looks the same
// on a server without any fonts. Run once, outside of this repository:
//   npm i @fontsource/inter@5.3.0 opentype.js@2.0.0 && node make.mjs > inter.json
import { readFileSync } from 'node:fs';
import opentype from 'opentype.js';

const EM = 1000;
const PUNCTUATION = '–—‘’“”…€−•';
const characters = [...range(0x20, 0x7e), ...range(0xa1, 0xff), ...PUNCTUATION];

function range(from, to) {
  return Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i));
}

function outlines(weight) {
  const file = readFileSync(`node_modules/@fontsource/inter/files/inter-latin-${weight}-normal.woff`);
  const font = opentype.parse(file.buffer.slice(file.byteOffset, file.byteOffset + file.length));
  const glyphs = {};
  for (const character of characters) {
    const glyph = font.charToGlyph(character);
    if (glyph.index === 0) continue;
    const advance = Math.round((glyph.advanceWidth * EM) / font.unitsPerEm);
    glyphs[character] = [advance, glyph.getPath(0, 0, EM).toPathData(0)];
  }
  // not in the Latin subset: our own, on the height of the minus sign
  const half = weight === 400 ? 38 : 58;
  const [top, bottom] = [-300 - half, -300 + half];
  glyphs['→'] = [920, `M60 ${top}L600 ${top}L600-490L860-300L600-110L600 ${bottom}L60 ${bottom}Z`];
  return glyphs;
}

const font = {
  source:
    'Inter, from @fontsource/inter 5.3.0 (latin), SIL Open Font License 1.1 (LICENSE.txt); made by make.mjs',
  em: EM,
  regular: outlines(400),
  bold: outlines(600),
};
process.stdout.write(`${JSON.stringify(font, null, 0).replaceAll('],"', '],\n"')}\n`);

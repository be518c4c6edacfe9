// Makes inter.json, the letters of the plots: outlines instead of a font file, so that a picture looks the same
// on a server without any fonts. Run once, outside of this repository:
//   npm i @fontsource/inter@5.3.0 @fontsource/noto-sans-jp@5.3.0 opentype.js@2.0.0 && node make.mjs > inter.json
import { readFileSync } from 'node:fs';
import opentype from 'opentype.js';

const EM = 1000;
const PUNCTUATION = '–—‘’“”…€−•';
const characters = [...range(0x20, 0x7e), ...range(0xa1, 0xff), ...PUNCTUATION];
// what plots say in Japanese: words of parts, moments and qualities; the sentence around a title; style pictures
const JAPANESE = [...new Set('内容画風合計反復写真絵高速品質による自分のスタイル画像『』「」（）、。・ー')];

function range(from, to) {
  return Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i));
}

function read(file) {
  const bytes = readFileSync(`node_modules/@fontsource/${file}`);
  return opentype.parse(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

function outlines(weight) {
  const glyphs = {};
  const add = (font, letters) => {
    for (const character of letters) {
      const glyph = font.charToGlyph(character);
      if (glyph.index === 0) continue;
      const advance = Math.round((glyph.advanceWidth * EM) / font.unitsPerEm);
      glyphs[character] = [advance, glyph.getPath(0, 0, EM).toPathData(0)];
    }
  };
  add(read(`inter/files/inter-latin-${weight}-normal.woff`), characters);
  add(read(`noto-sans-jp/files/noto-sans-jp-japanese-${weight}-normal.woff`), JAPANESE);
  // not in the Latin subset: our own, on the height of the minus sign
  const half = weight === 400 ? 38 : 58;
  const [top, bottom] = [-300 - half, -300 + half];
  glyphs['→'] = [920, `M60 ${top}L600 ${top}L600-490L860-300L600-110L600 ${bottom}L60 ${bottom}Z`];
  return glyphs;
}

const font = {
  source:
    'Inter, from @fontsource/inter 5.3.0 (latin), and Noto Sans JP, from @fontsource/noto-sans-jp 5.3.0 (a few letters), both SIL Open Font License 1.1 (LICENSE.txt); made by make.mjs',
  em: EM,
  regular: outlines(400),
  bold: outlines(600),
};
process.stdout.write(`${JSON.stringify(font, null, 0).replaceAll('],"', '],\n"')}\n`);

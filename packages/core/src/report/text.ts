import { readFileSync } from 'node:fs';

/**
 * Text as outlines. A server without fonts (the usual container) would draw nothing or boxes, and every machine
 * a little different; so the letters come with us: Inter, Latin-1 and some punctuation, and the few of Noto Sans JP that plots say.
 */
export interface TextStyle {
  /** pixels of the em square */
  size: number;
  bold?: boolean;
}

type Glyphs = Record<string, [advance: number, path: string]>;

/** y points down, the base line is 0, the unit 1/em; written by font/make.mjs */
interface Font {
  em: number;
  regular: Glyphs;
  bold: Glyphs;
}

const font: Font = JSON.parse(readFileSync(new URL('./font/inter.json', import.meta.url), 'utf8'));

/** Share of the em that capitals and digits rise above the base line. */
export const CAP_HEIGHT = 0.728;

/** An empty frame, as fonts show it, for a letter that we do not have. */
const MISSING: Glyphs[string] = [600, 'M80 0L80-700L520-700L520 0ZM140-60L460-60L460-640L140-640Z'];

/** Width of the text in pixels. */
export function textWidth(text: string, { size, bold }: TextStyle): number {
  let advance = 0;
  for (const [width] of glyphsOf(text, bold)) advance += width;
  return (advance * size) / font.em;
}

/** The text as one SVG `<g>` of paths; x and y: where it is anchored, on the base line. */
export function textPath(
  text: string,
  at: { x: number; y: number; anchor?: 'start' | 'middle' | 'end'; fill: string } & TextStyle,
): string {
  const share = { start: 0, middle: 0.5, end: 1 }[at.anchor ?? 'start'];
  const scale = at.size / font.em;
  const left = at.x - share * textWidth(text, at);
  let pen = 0;
  let paths = '';
  for (const [width, path] of glyphsOf(text, at.bold)) {
    if (path) paths += `<path d="${path}" transform="translate(${pen})"/>`;
    pen += width;
  }
  return `<g fill="${at.fill}" transform="translate(${left.toFixed(2)} ${at.y.toFixed(2)}) scale(${scale})">${paths}</g>`;
}

/** The longest start of the text that is at most `width` pixels wide, with … where it was cut. */
export function clipText(text: string, width: number, style: TextStyle): string {
  if (textWidth(text, style) <= width) return text;
  const letters = [...text];
  while (letters.length > 0 && textWidth(`${letters.join('').trimEnd()}…`, style) > width) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}

function glyphsOf(text: string, bold = false): Glyphs[string][] {
  const glyphs = bold ? font.bold : font.regular;
  return [...text.normalize('NFC')].map((letter) => {
    // ő, š, ż … are not in the set: their base letter is better than a box
    const base = letter.normalize('NFD')[0]!;
    return glyphs[letter] ?? glyphs[base] ?? MISSING;
  });
}

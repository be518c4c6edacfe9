/** A text with its `{names}` filled in. A name without a value stays as it is, so that a mistake is seen. */
export function fill(template: string, data: Readonly<Record<string, string | number>> = {}): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => String(data[name] ?? whole));
}

/** Made when a text is too long: reading the tables takes as long as ten modules. */
let graphemes: Intl.Segmenter | undefined;
/** What is seen; without it a text is as good as empty, and Discord refuses it as a label. */
const VISIBLE = /[^\s\p{Cc}\p{Cf}\p{Mn}\u115f\u1160\u2800\u3164\uffa0]/u;

/**
 * A text of somebody's as one line of at most so many UTF-16 units: trimmed, and cut between characters, never within
 * an accent or an emoji. Empty where nothing of it would be seen.
 */
export function oneLine(text: string, most: number): string {
  const line = text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  if (!VISIBLE.test(line)) return '';
  if (line.length <= most) return line;
  let kept = '';
  graphemes ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  for (const { segment } of graphemes.segment(line)) {
    if (kept.length + segment.length > most - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

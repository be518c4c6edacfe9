import { extname } from 'node:path';
import { AtelierError } from '../errors.ts';

export const OUTPUT_FORMATS = ['png', 'jpeg', 'webp', 'avif'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** The format that a file name asks for; throws `option.invalid` for any other ending. */
export function formatOf(fileName: string): OutputFormat {
  const ending = extname(fileName).slice(1).toLowerCase();
  const format = OUTPUT_FORMATS.find((f) => f === (ending === 'jpg' ? 'jpeg' : ending));
  if (format) return format;
  const expected = `a file name ending in ${OUTPUT_FORMATS.map((f) => `.${f}`).join(', ')} or .jpg`;
  throw new AtelierError('option.invalid', { option: 'out', expected, received: fileName });
}

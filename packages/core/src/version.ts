import { readFileSync } from 'node:fs';

/** The version of Atelier, from the package file beside `src`: goes into every picture's metadata. */
export const VERSION: string = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
).version;

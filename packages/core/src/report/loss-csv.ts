import type { LossRow } from './progress.ts';

/** The losses as CSV (RFC 4180, but with \n): a heading, then every row in full precision. */
export function lossCsv(losses: readonly LossRow[]): string {
  const rows = losses.map(({ iteration, content, style, total }) => [iteration, content, style, total]);
  return [['iteration', 'content', 'style', 'total'], ...rows]
    .map((cells) => `${cells.join(',')}\n`)
    .join('');
}

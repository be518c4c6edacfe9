import { formatLoss } from './format-loss.ts';
import type { LossRow } from './progress.ts';

const COLUMNS = ['iteration', 'content', 'style', 'total'] as const;
const GAP = '  ';

/**
 * The losses as aligned text rows, a heading first. At most `maxRows` rows (≥ 2, default all): the first and
 * the last always, the others evenly between them.
 */
export function lossTable(
  losses: readonly LossRow[],
  { maxRows = losses.length }: { maxRows?: number } = {},
): string {
  const rows = thin(losses, Math.max(2, maxRows)).map((row) => [
    String(row.iteration),
    ...COLUMNS.slice(1).map((column) => formatLoss(row[column])),
  ]);
  const table = [[...COLUMNS] as string[], ...rows];
  const widths = COLUMNS.map((_, column) => Math.max(...table.map((cells) => cells[column].length)));
  return table.map((cells) => cells.map((cell, i) => cell.padStart(widths[i])).join(GAP)).join('\n');
}

function thin<T>(rows: readonly T[], most: number): T[] {
  if (rows.length <= most) return [...rows];
  return Array.from({ length: most }, (_, i) => rows[Math.round((i * (rows.length - 1)) / (most - 1))]);
}

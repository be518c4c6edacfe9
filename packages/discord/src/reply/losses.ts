import type { LossRow } from '@atelier/core/report/progress.ts';
import { fill } from '../texts/locale.ts';
import { type Texts, textsFor } from '../texts/texts.ts';
import { headline, type ReplyJob } from './about.ts';
import { plainLosses } from './loss-lines.ts';
import { ACCENTS, gallery, type Payload, payload, type ReplyFile, text } from './payload.ts';
import { loss } from './words.ts';

/** rows of the table: what is seen on a phone without scrolling */
const MAX_ROWS = 14;

/** The loss curves and their figures, in the language of the one who looks. */
export function lossesReply(
  job: ReplyJob & { losses: readonly LossRow[] | null },
  plot: Uint8Array | null,
  locale = job.locale ?? 'en',
): Payload {
  const texts = textsFor(locale);
  const losses = job.losses ?? [];
  const words = text(`${headline({ ...job, locale })}\n${lossTable(losses, texts)}`);
  if (plot === null) return payload(ACCENTS.done, [words]);
  const file: ReplyFile = {
    name: 'losses.png',
    data: plot,
    contentType: 'image/png',
    description: fill(texts.result.plotAlt, { losses: plainLosses(losses, locale) }),
  };
  return payload(ACCENTS.done, [words, gallery(file)], [file]);
}

/** The first and the last row, and rows at even distances between. */
function lossTable(losses: readonly LossRow[], { losses: texts, result }: Texts): string {
  if (losses.length === 0) return texts.none;
  const { content, style, total } = result.lossParts;
  const rows = evenly(losses, MAX_ROWS).map((row) => [
    String(row.iteration),
    ...[row.content, row.style, row.total].map(loss),
  ]);
  const table = [[texts.iteration, content, style, total], ...rows];
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  const lines = table.map((row) => row.map((cell, column) => cell.padStart(widths[column])).join('  '));
  return `\`\`\`\n${lines.join('\n')}\n\`\`\``;
}

function evenly<T>(all: readonly T[], most: number): T[] {
  const count = Math.min(all.length, most);
  if (count === 1) return [all[0]];
  return Array.from({ length: count }, (_, i) => all[Math.round((i * (all.length - 1)) / (count - 1))]);
}

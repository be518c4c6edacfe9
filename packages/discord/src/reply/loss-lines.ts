import type { LossRow } from '@atelier/core/report/progress.ts';
import { fill, languageOf } from '../texts/locale.ts';
import { type Texts, textsFor } from '../texts/texts.ts';
import { loss } from './words.ts';

const PARTS = ['content', 'style', 'total'] as const;

/** First and last row as a small table. */
export function lossLines(losses: readonly LossRow[], texts: Texts['result']): string {
  const [first, last] = [losses[0], losses[losses.length - 1]];
  const width = Math.max(...PARTS.map((part) => texts.lossParts[part].length));
  const rows = PARTS.map(
    (part) =>
      `${texts.lossParts[part].padEnd(width + 1)}${loss(first[part]).padStart(10)} → ${loss(last[part])}`,
  );
  return `${texts.loss}\n\`\`\`\n${rows.join('\n')}\n\`\`\``;
}

/** The same for a screen reader. */
export function plainLosses(losses: readonly LossRow[], locale: string): string {
  const { result: texts } = textsFor(locale);
  if (losses.length === 0) return texts.noLosses;
  const [first, last] = [losses[0], losses[losses.length - 1]];
  const parts = PARTS.map((part) =>
    fill(texts.plotPart, { part: texts.lossParts[part], first: loss(first[part]), last: loss(last[part]) }),
  );
  return new Intl.ListFormat(languageOf(locale)).format(parts);
}

import type { Figures, Result } from '@atelier/contract/job.ts';
import type { PlotWords } from '@atelier/core/report/loss-plot.ts';
import type { LossRow } from '@atelier/core/report/progress.ts';
import { fill, languageOf } from '../texts/locale.ts';
import { type Texts, textsFor } from '../texts/texts.ts';
import type { ReplyJob } from './about.ts';
import { figures } from './figures.ts';
import { ACCENTS, gallery, type Payload, payload, type ReplyFile, text } from './payload.ts';
import { loss, plainTitleOf, qualityWord } from './words.ts';

/** rows of the table: what is seen on a phone without scrolling */
const MAX_ROWS = 14;
const PARTS = ['content', 'style', 'total'] as const;

/**
 * How a picture was made, with its loss curves, in the language of the one who looks. `plot`: PNG; null: none.
 * `soon`: they are being measured.
 */
export function lossesReply(
  job: ReplyJob & Figures & Pick<Result, 'width' | 'height' | 'moving'>,
  plot: Uint8Array | null,
  { locale = job.locale ?? 'en', soon = false }: { locale?: string; soon?: boolean } = {},
): Payload {
  const texts = textsFor(locale);
  const { losses } = job;
  const words = text(
    `${figures({ ...job, locale }, job)}\n${lossTable(losses, texts, { locale, frames: !!job.clip, soon })}`,
  );
  if (plot === null) return payload(ACCENTS.done, [words]);
  const file: ReplyFile = {
    name: 'losses.png',
    data: plot,
    contentType: 'image/png',
    description: fill(texts.result.plotAlt, { losses: plainLosses(losses, locale) }),
  };
  return payload(ACCENTS.done, [words, gallery(file)], [file]);
}

/** What the plot says, in a language. */
export function plotWords(
  { preset, quality, clip, losses: rows = [] }: ReplyJob & { losses?: readonly LossRow[] },
  locale: string,
): PlotWords {
  const { losses, result } = textsFor(locale);
  const { iteration, frame, photo, picture } = losses;
  // of a short clip there are two rows, which stand for two of its frames
  const [first, last] = [rows[0], rows.at(-1)].map((row) => `${frame} ${row?.iteration}`);
  return {
    title: `${plainTitleOf(preset, locale)}, ${qualityWord(quality, locale)}`,
    parts: result.lossParts,
    iteration: (clip ? frame : iteration).toLocaleLowerCase(languageOf(locale)),
    photo: clip ? first! : photo,
    picture: clip ? last! : picture,
    language: languageOf(locale),
  };
}

/** First and last row for a screen reader. */
function plainLosses(losses: readonly LossRow[], locale: string): string {
  const { result: texts } = textsFor(locale);
  const [first, last] = [losses[0]!, losses[losses.length - 1]!];
  const parts = PARTS.map((part) =>
    fill(texts.plotPart, {
      part: texts.lossParts[part],
      first: loss(first[part], locale),
      last: loss(last[part], locale),
    }),
  );
  return new Intl.ListFormat(languageOf(locale)).format(parts);
}

/** The first and the last row, and rows at even distances between. */
function lossTable(
  losses: readonly LossRow[],
  { losses: texts, result }: Texts,
  { locale, frames, soon }: { locale: string; frames: boolean; soon: boolean },
): string {
  if (losses.length === 0) return soon ? texts.soon : texts.none;
  const { content, style, total } = result.lossParts;
  const rows = evenly(losses, MAX_ROWS).map((row) => [
    String(row.iteration),
    ...[row.content, row.style, row.total].map((value) => loss(value, locale)),
  ]);
  const head = [frames ? texts.frame : texts.iteration, content, style, total];
  const table = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  const lines = table.map((row) => row.map((cell, column) => cell.padStart(widths[column]!)).join('  '));
  return `\`\`\`\n${lines.join('\n')}\n\`\`\``;
}

function evenly<T>(all: readonly T[], most: number): T[] {
  const count = Math.min(all.length, most);
  if (count === 1) return all.slice(0, 1);
  return Array.from({ length: count }, (_, i) => all[Math.round((i * (all.length - 1)) / (count - 1))]!);
}

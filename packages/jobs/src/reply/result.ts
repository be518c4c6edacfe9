import type { LossRow } from '@atelier/core/report/progress.ts';
import { ComponentType, SeparatorSpacingSize } from 'discord-api-types/v10';
import type { Job, Result } from '../job.ts';
import { ACCENTS, gallery, type Payload, payload, type ReplyFile, text } from './payload.ts';
import { duration, loss, plain, plainTitleOf, qualityWord, titleOf } from './words.ts';

/** The finished picture with its figures, and the loss curves as a second picture. */
export function resultReply(job: Pick<Job, 'preset' | 'quality' | 'fileName'>, result: Result): Payload {
  const picture = pictureFile(job, result);
  const files = [picture];
  const figures = [
    `${titleOf(job.preset)} · ${qualityWord(job.quality)}`,
    [
      `${result.width}×${result.height}`,
      duration(result.seconds),
      result.iterations > 1 ? `${result.iterations} iterations` : null,
      `${plain(result.engine)} on ${plain(result.device)}`,
      `seed ${result.seed}`,
    ]
      .filter((part) => part !== null)
      .join(' · '),
  ].join('\n');
  const components: Parameters<typeof payload>[1] = [
    gallery(picture),
    text(figures),
    { type: ComponentType.Separator, divider: true, spacing: SeparatorSpacingSize.Small },
    text(lossLines(result.losses)),
  ];
  if (result.plot !== null) {
    const plot: ReplyFile = {
      name: 'losses.png',
      data: result.plot,
      contentType: 'image/png',
      description: `The losses over ${result.iterations} iterations: ${plainLosses(result.losses)}`,
    };
    files.push(plot);
    components.push(gallery(plot));
  }
  return payload(ACCENTS.done, components, files);
}

function pictureFile({ preset, fileName }: Pick<Job, 'preset' | 'fileName'>, result: Result): ReplyFile {
  const ending = result.pictureType === 'jpeg' ? 'jpg' : result.pictureType;
  return {
    name: `${stem(fileName)}-${stem(preset)}.${ending}`,
    data: result.picture,
    contentType: `image/${result.pictureType}`,
    description: `The photo painted in the manner of ${plainTitleOf(preset)}`,
  };
}

/** A name without its ending, in characters that Discord keeps in `attachment://`. */
function stem(name: string): string {
  const plain = name
    .replace(/\.[^.]*$/, '')
    .normalize('NFKD')
    .replace(/[^\w-]+/g, '-')
    .replace(/^[-_]+|[-_]+$/g, '')
    .slice(0, 60);
  return plain || 'photo';
}

const PARTS = ['content', 'style', 'total'] as const;

/** First and last row as a small table; with one row only its figures. */
function lossLines(losses: readonly LossRow[]): string {
  if (losses.length === 0) return '';
  const [first, last] = [losses[0], losses[losses.length - 1]];
  const rows = PARTS.map(
    (part) => `${part.padEnd(8)}${loss(first[part]).padStart(10)} → ${loss(last[part])}`,
  );
  return `Loss, from the first to the last picture\n\`\`\`\n${rows.join('\n')}\n\`\`\``;
}

function plainLosses(losses: readonly LossRow[]): string {
  if (losses.length === 0) return 'none recorded';
  const [first, last] = [losses[0], losses[losses.length - 1]];
  return PARTS.map((part) => `${part} from ${loss(first[part])} to ${loss(last[part])}`).join(', ');
}

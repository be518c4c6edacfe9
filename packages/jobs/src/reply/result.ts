import type { Result } from '@atelier/contract/job.ts';
import { ComponentType, SeparatorSpacingSize } from 'discord-api-types/v10';
import { fill } from '../texts/locale.ts';
import { textsFor } from '../texts/texts.ts';
import type { ReplyJob } from './about.ts';
import { resultRows } from './buttons.ts';
import { figures } from './figures.ts';
import { lossLines, plainLosses } from './loss-lines.ts';
import { ACCENTS, gallery, type Payload, payload, type ReplyFile, text } from './payload.ts';
import { plainTitleOf } from './words.ts';

export type ResultJob = ReplyJob & { fileName: string };

/**
 * The finished picture with how it was made, the loss curves as a second picture, and what can be done with it.
 * `smaller`: Discord refused a larger rendition, which is said.
 */
export function resultReply(
  job: ResultJob,
  result: Result,
  { smaller = false }: { smaller?: boolean } = {},
): Payload {
  const { locale = 'en' } = job;
  const texts = textsFor(locale).result;
  const picture = pictureFile(job, result);
  const files = [picture];
  const components: Parameters<typeof payload>[1] = [
    gallery(picture),
    text(figures(job, result, { smaller })),
    { type: ComponentType.Separator, divider: true, spacing: SeparatorSpacingSize.Small },
  ];
  if (result.losses.length > 0) components.push(text(lossLines(result.losses, texts)));
  if (result.plot !== null) {
    const plot: ReplyFile = {
      name: 'losses.png',
      data: result.plot,
      contentType: 'image/png',
      description: fill(texts.plotAlt, { losses: plainLosses(result.losses, locale) }),
    };
    files.push(plot);
    components.push(gallery(plot));
  }
  return payload(ACCENTS.done, [...components, ...resultRows(job)], files);
}

function pictureFile({ preset, fileName, spoiler, locale = 'en' }: ResultJob, result: Result): ReplyFile {
  const ending = result.pictureType === 'jpeg' ? 'jpg' : result.pictureType;
  return {
    name: `${stem(fileName)}-${stem(preset)}.${ending}`,
    data: result.picture,
    contentType: `image/${result.pictureType}`,
    description: fill(textsFor(locale).result.alt, { title: plainTitleOf(preset, locale) }),
    spoiler,
  };
}

/** A name without its ending, in characters that Discord keeps in `attachment://`. */
function stem(name: string): string {
  const plain = name
    .replace(/\.[^.]*$/, '')
    .normalize('NFKD')
    .replace(/[^\w-]+/g, '-');
  // from the first letter or digit to the last
  return /[a-z\d](?:.*[a-z\d])?/i.exec(plain)?.[0].slice(0, 60) ?? 'photo';
}

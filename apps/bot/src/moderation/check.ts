import type { ClipPlan } from '@atelier/contract/clip.ts';
import { framesOfMoving } from '@atelier/core/isolated/pictures.ts';
import type { Settings } from '@atelier/queue/settings.ts';
import { AtelierError } from '../errors.ts';
import type { Bot, Shares } from '../reply/bot.ts';
import type { Answered } from '../reply/handler.ts';

/**
 * From these shares on a picture is doubtful. Photographs of people at the beach have up to 0.6 of "Sexy" alone;
 * what nobody should meet at work has well over half in the two other classes.
 */
const DOUBTFUL = { explicit: 0.5, together: 0.8 };

export function isDoubtful({ Porn = 0, Hentai = 0, Sexy = 0 }: Shares): boolean {
  const explicit = Porn + Hentai;
  return explicit >= DOUBTFUL.explicit || explicit + Sexy >= DOUBTFUL.together;
}

/** What is looked at: all of a still picture, and of a clip a few moments, since the first one may show anything. */
export interface Checked {
  bytes: Uint8Array;
  clip: ClipPlan | null;
}
const MOMENTS = { count: 4, side: 512 };

/**
 * Whether the result of this picture needs a cover, by the server's setting. Nothing is checked in age-restricted
 * channels, nor where the server wants no check. A check that fails counts as a doubtful picture.
 * Errors: picture.unsafe.
 */
export async function needsCover(
  bot: Bot,
  interaction: Answered,
  { nsfw }: Settings,
  readPicture: () => Promise<Checked | null>,
): Promise<boolean> {
  if (nsfw === 'off' || bot.channelsSeen.of(interaction).nsfw) return false;
  const picture = await readPicture();
  if (picture === null || !(await doubtful(bot, interaction, picture))) return false;
  if (nsfw === 'refuse') throw new AtelierError('picture.unsafe');
  return true;
}

async function doubtful(
  { classifier, log }: Bot,
  { id }: Answered,
  { bytes, clip }: Checked,
): Promise<boolean> {
  try {
    const pictures = clip ? await framesOfMoving(bytes, { ...MOMENTS, limits: clip.limits }) : [bytes];
    for (const picture of pictures) {
      const shares = await classifier.classify(picture);
      log.debug({ interactionId: id, shares }, 'a picture was checked');
      if (isDoubtful(shares)) return true;
    }
    return false;
  } catch (error) {
    log.error({ err: error, interactionId: id }, 'a picture could not be checked');
    return true;
  }
}

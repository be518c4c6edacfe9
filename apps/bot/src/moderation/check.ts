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

/**
 * Whether the result of this picture needs a cover, by the server's setting. Nothing is checked in age-restricted
 * channels, nor where the server wants no check. A check that fails counts as a doubtful picture.
 * Errors: picture.unsafe.
 */
export async function needsCover(
  bot: Bot,
  interaction: Answered,
  { nsfw }: Settings,
  readPicture: () => Promise<Uint8Array | null>,
): Promise<boolean> {
  if (nsfw === 'off' || bot.channelsSeen.of(interaction).nsfw) return false;
  const picture = await readPicture();
  if (picture === null || !(await doubtful(bot, interaction, picture))) return false;
  if (nsfw === 'refuse') throw new AtelierError('picture.unsafe');
  return true;
}

async function doubtful({ classifier, log }: Bot, { id }: Answered, picture: Uint8Array): Promise<boolean> {
  try {
    const shares = await classifier.classify(picture);
    log.debug({ interactionId: id, shares }, 'a picture was checked');
    return isDoubtful(shares);
  } catch (error) {
    log.error({ err: error, interactionId: id }, 'a picture could not be checked');
    return true;
  }
}

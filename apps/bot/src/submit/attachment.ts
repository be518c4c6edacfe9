import { LIMITS } from '@atelier/contract/limits.ts';
import { checkPhoto, fetchPhoto } from '@atelier/discord/attachment.ts';
import pLimit from 'p-limit';
import { AtelierError } from '../errors.ts';
import type { Bot } from '../reply/bot.ts';

/**
 * Pictures that are fetched and opened at once. Each may have 25 MB and many times that when it is opened; and of two
 * hundred commands at once every one must be acknowledged before the first picture is looked at.
 */
const limited = pLimit(4);

/** The checked bytes of an attachment; they are copied at once, because its address expires. */
export async function takePicture(
  { environment }: Bot,
  { url, size }: { readonly url: string; readonly size?: number },
): Promise<Uint8Array> {
  if (size !== undefined) refuseTooLarge(size);
  return limited(async () => {
    const bytes = await fetchPhoto(url, { hosts: environment.attachmentHosts });
    await checkPhoto(bytes);
    return bytes;
  });
}

/** Whether a file was sent behind a cover: by its flag, or by the name that sets it. */
export function isCovered({ name, spoiler = false }: { name: string; spoiler?: boolean }): boolean {
  return spoiler || name.startsWith('SPOILER_');
}

/** What Discord says about the size saves a fetch; the fetch itself counts again. */
function refuseTooLarge(size: number): void {
  if (size <= LIMITS.photoBytes) return;
  const megabytes = (bytes: number) => Math.ceil((bytes / 1024 / 1024) * 10) / 10;
  throw new AtelierError('image.too-many-bytes', {
    megabytes: megabytes(size),
    limit: megabytes(LIMITS.photoBytes),
  });
}

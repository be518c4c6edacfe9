import { type Opened, open } from './open.ts';
import type { ImageType } from './sniff.ts';

/**
 * Says whether a stranger's bytes are a picture that can be painted: type by content, size within
 * `IMAGE_LIMITS`, and every row of the first frame really decodes.
 *
 * The decode shrinks to a thumbnail as it reads, so that a photo costs megabytes and not its full size in
 * memory (interlaced PNG, progressive JPEG and AVIF do need the whole picture); all data is read all the same,
 * which is how a truncated file shows. Of an animation only the first frame counts.
 *
 * Throws AtelierError `image.*`. Width and height are those after EXIF orientation.
 */
export function inspect(bytes: Uint8Array): Promise<{ type: ImageType; width: number; height: number }> {
  return open(bytes, async (image) => {
    await readAll(image);
    return { type: image.type, width: image.width, height: image.height };
  });
}

/** libjpeg only warns of these, and fills the missing part with grey. */
const MISSING_DATA = /premature end|bad huffman/i;

async function readAll({ type, pipeline }: Opened): Promise<void> {
  const thumbnail = (failOn: 'error' | 'warning') =>
    pipeline(failOn).resize(16, 16, { fit: 'fill' }).raw().toBuffer();
  if (type !== 'jpeg') {
    await thumbnail('error');
    return;
  }
  try {
    await thumbnail('warning');
  } catch (error) {
    if (MISSING_DATA.test(String(error))) throw error;
    await thumbnail('error');
  }
}

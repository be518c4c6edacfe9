import type { Sharp } from 'sharp';
import { type Opened, open } from './open.ts';
import { hasJpegEnd } from './prepare.ts';
import type { ImageType } from './sniff.ts';

export interface Inspected {
  type: ImageType;
  /** after EXIF orientation */
  width: number;
  height: number;
}

/**
 * Says whether a stranger's bytes are a picture that can be painted: type by content, size within
 * `IMAGE_LIMITS`, and every row of the first frame really decodes. At least as strict as `decode`, at any size.
 *
 * The decode shrinks to a thumbnail as it reads, so that a photo costs megabytes and not its full size in
 * memory (interlaced PNG, progressive JPEG and AVIF do need the whole picture); all data is read all the same,
 * which is how a truncated file shows. Of an animation only the first frame counts.
 *
 * Throws AtelierError `image.*`. For strangers' bytes in a process that others depend on: isolated/pictures.ts.
 */
export function inspect(bytes: Uint8Array): Promise<Inspected> {
  return open(bytes, async (image) => {
    if (image.type === 'jpeg') await readJpeg(image, hasJpegEnd(bytes));
    else await thumbnail(image.pipeline());
    return { type: image.type, width: image.width, height: image.height };
  });
}

const thumbnail = (pipeline: Sharp) => pipeline.resize(16, 16, { fit: 'fill' }).raw().toBuffer();

/** libjpeg only warns of these, and fills the missing part with grey. */
const MISSING_DATA = /premature end|bad huffman/i;

/**
 * Shrinking while it reads, libvips leaves out the last rows: without an end marker they are what is in question,
 * so the picture is read at its full size then. (With a colour space of its own sharp does not shrink early.)
 */
async function readJpeg({ pipeline }: Opened, ended: boolean): Promise<void> {
  const read = (failOn: 'warning' | 'error') =>
    thumbnail(ended ? pipeline(failOn) : pipeline(failOn).pipelineColourspace('srgb'));
  try {
    await read('warning');
  } catch (error) {
    if (MISSING_DATA.test(String(error))) throw error;
    await read('error');
  }
}

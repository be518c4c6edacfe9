import { SHEET_TAKES } from '@atelier/contract/order.ts';
import { onPaper } from '../images/alpha.ts';
import type { Image } from '../images/image.ts';
import { fit } from '../images/resize.ts';
import type { Painting } from '../report/painting.ts';
import type { PaintRequest } from './request.ts';

/** pixels between them, in a sheet of 1024 */
const GAP = 8;

/**
 * Four takes that follow the one of the request, as one picture of its size: as much work as one painting. The losses
 * are those of the last one.
 * @param paint paints one of them
 */
export async function paintSheet(
  request: PaintRequest,
  longSide: number,
  paint: (request: PaintRequest) => Promise<Painting>,
): Promise<Painting> {
  // a checkpoint is one take's, and the others would be painted over it
  const { resume: _, ...anew } = request;
  const { photo, onProgress, take = 0 } = anew;
  const gap = Math.max(2, Math.round((GAP * longSide) / 1024));
  const { width, height } = fit(photo.width, photo.height, longSide);
  const sheet: Image = { width, height, data: new Float32Array(3 * width * height).fill(1) };
  const size = Math.floor((longSide - gap) / 2);
  const done: Painting[] = [];
  for (let i = 0; i < SHEET_TAKES; i++) {
    const painting = await paint({
      ...anew,
      sheet: false,
      take: take + 1 + i,
      size,
      onProgress:
        onProgress &&
        (({ checkpoint: _, ...progress }) =>
          onProgress({
            ...progress,
            width,
            height,
            fraction: (i + progress.fraction) / SHEET_TAKES,
            preview: () => laid(sheet, progress.preview(), i),
          })),
    });
    sheet.data.set(laid(sheet, painting.image, i).data);
    done.push(painting);
  }
  const seconds = done.reduce((sum, one) => sum + one.seconds, 0);
  const iterations = done.reduce((sum, one) => sum + one.iterations, 0);
  return { ...done[SHEET_TAKES - 1]!, image: sheet, seconds, iterations };
}

/** A sheet with a picture in its place, counted by rows and put against the outer corner. */
function laid(sheet: Image, picture: Image, place: number): Image {
  const { width, height, data } = onPaper(picture);
  const result = { ...sheet, data: sheet.data.slice() };
  const left = place % 2 === 0 ? 0 : sheet.width - width;
  const top = place < 2 ? 0 : sheet.height - height;
  for (let y = 0; y < Math.min(height, sheet.height); y++) {
    result.data.set(data.subarray(3 * y * width, 3 * (y + 1) * width), 3 * ((top + y) * sheet.width + left));
  }
  return result;
}

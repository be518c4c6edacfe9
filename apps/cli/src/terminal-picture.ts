import { decode } from '@atelier/core/images/decode.ts';
import { fit, resize } from '@atelier/core/images/resize.ts';

/** Columns that the picture takes at most: large enough to be recognised, small enough to leave room. */
const MAX_COLUMNS = 64;

/** A picture as text: two pixels a character cell (upper half block), in 24-bit colour. */
export async function terminalPicture(bytes: Uint8Array, columns = MAX_COLUMNS): Promise<string> {
  const image = await decode(bytes);
  const side = Math.min(columns, MAX_COLUMNS);
  const { width, height } = fit(image.width, image.height, side);
  const rows = Math.max(2, height - (height % 2));
  const { data } = await resize(image, width, rows);
  const colour = (x: number, y: number) =>
    [0, 1, 2]
      .map((c) => Math.round(255 * Math.min(1, Math.max(0, data[(y * width + x) * 3 + c]!))))
      .join(';');
  let text = '';
  for (let y = 0; y < rows; y += 2) {
    for (let x = 0; x < width; x++) text += `\x1b[38;2;${colour(x, y)}m\x1b[48;2;${colour(x, y + 1)}m▀`;
    text += '\x1b[0m\n';
  }
  return text;
}

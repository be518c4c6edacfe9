import { toBytes } from '../images/encode.ts';
import type { Image } from '../images/image.ts';
import { fit, resize } from '../images/resize.ts';
import { sharp } from '../images/sharp.ts';
import { clipText, textPath, textWidth } from './text.ts';

export interface ContactSheet {
  /** one picture a column; a missing one leaves its cell empty */
  rows: { label: string; cells: (Image | undefined)[] }[];
  /** headings, as many as a row has cells; none: no heading line */
  columns: string[];
  /** side of a cell's square in pixels; a picture is scaled to fit into it */
  cell: number;
  /** default png; jpeg (quality 90) for a sheet in the documentation */
  format?: 'png' | 'jpeg';
}

const GAP = 8;
const PAPER = '#ffffff';
const INK = '#24252b';
/** Row labels take at most this share of a cell's side; longer ones are cut. */
const LABEL_SHARE = 0.9;

/** A table of pictures with labels, on white: rows × columns, for documentation and for judging by eye. */
export async function contactSheet({
  rows,
  columns,
  cell,
  format = 'png',
}: ContactSheet): Promise<Uint8Array> {
  const style = { size: Math.max(11, Math.round(cell / 13)) };
  const labels = rows.map((row) => clipText(row.label, cell * LABEL_SHARE, style));
  const left = GAP + Math.ceil(Math.max(0, ...labels.map((label) => textWidth(label, style)))) + GAP;
  const top = columns.some((column) => column !== '') ? 2 * GAP + style.size : GAP;
  const count = Math.max(columns.length, ...rows.map((row) => row.cells.length));
  const heights = rows.map((row) => tallest(row.cells, cell));
  const width = left + count * (cell + GAP);
  const height = top + heights.reduce((sum, h) => sum + h + GAP, 0);

  const overlays: {
    input: Buffer;
    left: number;
    top: number;
    raw?: { width: number; height: number; channels: 3 };
  }[] = [];
  let svg = '';
  columns.forEach((column, i) => {
    const at = {
      x: left + i * (cell + GAP) + cell / 2,
      y: GAP + style.size * 0.8,
      anchor: 'middle' as const,
    };
    svg += textPath(clipText(column, cell, { ...style, bold: true }), {
      ...at,
      fill: INK,
      ...style,
      bold: true,
    });
  });
  let y = top;
  for (const [r, row] of rows.entries()) {
    svg += textPath(labels[r]!, {
      x: left - GAP,
      y: y + heights[r]! / 2 + style.size * 0.36,
      anchor: 'end',
      fill: INK,
      ...style,
    });
    for (const [c, image] of row.cells.entries()) {
      if (!image) continue;
      const small = await scaled(image, cell);
      overlays.push({
        input: Buffer.from(toBytes(small)),
        raw: { width: small.width, height: small.height, channels: 3 },
        left: left + c * (cell + GAP) + ((cell - small.width) >> 1),
        top: y + ((heights[r]! - small.height) >> 1),
      });
    }
    y += heights[r]! + GAP;
  }
  const text = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${svg}</svg>`;
  const sheet = sharp({ create: { width, height, channels: 3, background: PAPER } }).composite([
    { input: Buffer.from(text), left: 0, top: 0 },
    ...overlays,
  ]);
  return format === 'jpeg'
    ? sheet.jpeg({ quality: 90, chromaSubsampling: '4:4:4', mozjpeg: true }).toBuffer()
    : sheet.png({ compressionLevel: 9 }).toBuffer();
}

/** A row is as high as its highest picture, so that a sheet of landscapes has no empty bands. */
function tallest(cells: (Image | undefined)[], cell: number): number {
  const heights = cells.map((image) => (image ? fit(image.width, image.height, cell).height : 0));
  return Math.max(1, ...heights);
}

function scaled(image: Image, cell: number): Promise<Image> {
  const { width, height } = fit(image.width, image.height, cell);
  return resize(image, width, height);
}

import sharp, { type OverlayOptions } from 'sharp';

/** What stands on a sheet: rows of pictures side by side, two rows to a line; the photo at the top. */
export interface Sheet {
  /** file */
  readonly photo: string;
  /** what the columns of a row stand for */
  readonly titles: readonly string[];
  readonly rows: readonly { readonly title: string; readonly files: readonly string[] }[];
}

const CELL = 210; // longer side of a picture on the sheet, pixels
const GAP = 8;
const TEXT = 22; // height of a line of text, pixels
const PAIR = 2; // rows of pictures in one line of the sheet

/** The sheet as a JPEG. All pictures have the photo's proportions. */
export async function sheetOf({ photo, titles, rows }: Sheet): Promise<Buffer> {
  const cell = await sizeOf(photo);
  const [across, down] = [titles.length * PAIR, Math.ceil(rows.length / PAIR)];
  const width = across * (cell.width + GAP) + GAP;
  const line = cell.height + TEXT + GAP;
  const head = line;
  const layers: OverlayOptions[] = [{ input: await small(photo, cell), left: GAP, top: GAP }];
  layers.push(text(`strength ${titles.join(', ')} from left to right`, 2 * GAP + cell.width, GAP));
  for (const [index, { title, files }] of rows.entries()) {
    const left = GAP + (index % PAIR) * titles.length * (cell.width + GAP);
    const top = GAP + head + Math.floor(index / PAIR) * line;
    layers.push(text(title, left, top));
    for (const [column, file] of files.entries()) {
      layers.push({
        input: await small(file, cell),
        left: left + column * (cell.width + GAP),
        top: top + TEXT,
      });
    }
  }
  const height = GAP + head + down * line;
  const paper = sharp({ create: { width, height, channels: 3, background: '#ffffff' } });
  return paper.composite(layers).jpeg({ quality: 82, mozjpeg: true }).toBuffer();
}

interface Cell {
  width: number;
  height: number;
}

async function sizeOf(photo: string): Promise<Cell> {
  const { autoOrient } = await sharp(photo).metadata();
  const factor = CELL / Math.max(autoOrient.width, autoOrient.height);
  return { width: Math.round(autoOrient.width * factor), height: Math.round(autoOrient.height * factor) };
}

function small(file: string, { width, height }: Cell): Promise<Buffer> {
  return sharp(file).autoOrient().resize(width, height, { fit: 'fill' }).toBuffer();
}

function text(words: string, left: number, top: number): OverlayOptions {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${10 * words.length}" height="${TEXT}"><text x="0" y="15" font-family="sans-serif" font-size="14">${words}</text></svg>`;
  return { input: Buffer.from(svg), left, top };
}

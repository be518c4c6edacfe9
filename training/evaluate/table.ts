import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Engine } from '@atelier/core/engines/engine.ts';
import { decode } from '@atelier/core/images/decode.ts';
import { encode } from '@atelier/core/images/encode.ts';
import type { Image } from '@atelier/core/images/image.ts';
import sharp from 'sharp';
import { cfsdOf } from './cfsd.ts';
import { mesh } from './mesh.ts';
import { judgeOf, vgg19 } from './vgg.ts';

/** A photo and the painting that it is to look like. */
export interface Pair {
  readonly name: string;
  readonly photo: Image;
  readonly painting: Image;
}

const TITLES = {
  styleLeft: 'style left',
  content: 'content',
  selfSimilarity: 'self-similarity',
  cfsd: 'CFSD',
  mesh: 'mesh',
} as const;
export type Figure = keyof typeof TITLES;
type Figures = Partial<Record<Figure, number>>;

/** Judges pictures of some pairs, and prints the means of each kind as a row of a table in Markdown. */
export class Table {
  readonly #figures: readonly Figure[];
  readonly #judge: (pair: Pair, result: Image) => Promise<Figures>;

  /** network: the file of the full VGG-19. Prints the head of the table. */
  static async open(
    engine: Engine,
    network: string,
    figures: readonly Figure[] = Object.keys(TITLES) as Figure[],
  ): Promise<Table> {
    const cfsd = figures.includes('cfsd') ? cfsdOf(engine, await vgg19(network, 'zero')) : undefined;
    const judging = await vgg19(network, 'reflect');
    console.log(
      `| | ${figures.map((figure) => TITLES[figure]).join(' | ')} |\n|---|${'---|'.repeat(figures.length)}`,
    );
    const judges = new Map<Pair, ReturnType<typeof judgeOf>>();
    return new Table(figures, async (pair, result) => {
      const { photo, painting } = pair;
      const known = judges.get(pair) ?? judgeOf(engine, judging, photo, painting);
      judges.set(pair, known);
      const looks = { ...(await (await known)(result)), mesh: mesh(result) };
      if (cfsd === undefined) return looks;
      return { ...looks, cfsd: result === photo ? 0 : await cfsd(result, photo) };
    });
  }

  private constructor(figures: readonly Figure[], judge: (pair: Pair, result: Image) => Promise<Figures>) {
    this.#figures = figures;
    this.#judge = judge;
  }

  /** The means, which are printed; each picture's own figures go to stderr. */
  async row(
    title: string,
    pairs: readonly Pair[],
    pictureOf: (pair: Pair) => Promise<Image>,
  ): Promise<Figures> {
    const all: Figures[] = [];
    for (const pair of pairs) {
      const figures = await this.#judge(pair, await pictureOf(pair));
      all.push(figures);
      if (pairs.length > 1) console.error(`${title}, ${pair.name}: ${this.#shown(figures)}`);
    }
    const mean = (figure: Figure) => all.reduce((sum, one) => sum + one[figure]!, 0) / all.length;
    const means = Object.fromEntries(this.#figures.map((figure) => [figure, mean(figure)]));
    console.log(`| ${title} | ${this.#shown(means)} |`);
    return means;
  }

  #shown(figures: Figures): string {
    return this.#figures.map((figure) => figures[figure]!.toFixed(3)).join(' | ');
  }
}

/** The values of a file as they are stored, whatever its colour profile says: so those who publish figures read them. */
export async function stored(file: string): Promise<Image> {
  const { data, info } = await sharp(file, { ignoreIcc: true })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: Float32Array.from(data, (value) => value / 255) };
}

/** The picture of a file, which is painted where it is not there yet. */
export async function kept(file: string, paint: () => Promise<Image>): Promise<Image> {
  if (!(await exists(file))) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, await encode(await paint(), { format: 'png' }));
  }
  return decode(await readFile(file));
}

export function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

import { throwIfCancelled } from '../cancel.ts';
import type { Engine, Evaluator } from '../engines/engine.ts';
import { toPlanar } from '../engines/planar.ts';
import type { Image } from '../images/image.ts';
import { fit, resample } from '../images/resize.ts';
import type { Network } from '../networks/network.ts';
import { layersOf, type Objective } from '../objective/objective.ts';
import { GATYS_LAYERS } from '../objective/objectives.ts';
import type { OptimiserOptions } from '../optimisers/options.ts';
import type { LossRow } from '../report/progress.ts';
import { imageStyle } from '../styles/image-style.ts';
import type { Style } from '../styles/style.ts';
import { canvasFor } from '../transfer/canvas.ts';
import { optimise } from '../transfer/high/optimise.ts';
import { partsOf, type StylePart, styleTargets, withParts } from '../transfer/style/parts.ts';

/** How large the experiments are: longer side in pixels, and the part of the iterations. */
export const SCALES = {
  full: { side: 192, effort: 1 },
  /** three minutes on two cores for all figures */
  quick: { side: 128, effort: 0.4 },
  /** for tests: shows that it runs, and nothing else */
  tiny: { side: 64, effort: 0.01 },
} as const;
export type ScaleName = keyof typeof SCALES;

export interface NamedImage {
  readonly name: string;
  readonly image: Image;
}

export interface LabOptions {
  readonly engine: Engine;
  readonly network: Network;
  readonly scale: ScaleName;
  /** at least two; the first one is painted */
  readonly photos: readonly NamedImage[];
  /** at least five; the first one is the style where one is enough */
  readonly paintings: readonly NamedImage[];
  readonly signal?: AbortSignal | undefined;
}

export interface PaintingOf {
  readonly photo: Image;
  /** a painting, its statistics, or several styles; none: content alone */
  readonly style?: Image | Style | readonly StylePart[] | undefined;
  /** default: `lab.objective()` */
  readonly objective?: Objective;
  /** at full effort */
  readonly iterations: number;
  /** part of the photo in the first picture: 1 the photo, the default, 0 noise */
  readonly start?: number;
  readonly seed?: number;
  readonly optimiser?: OptimiserOptions;
  /** default: the lab's */
  readonly network?: Network;
  /** longer side of the painting over that of the picture; default 1 */
  readonly styleScale?: number;
}

export interface ObjectiveWish {
  /** weight of the content, beside 1 for the style; 0: none. Default 0.4 */
  readonly content?: number;
  /** style layers; default: the network's */
  readonly style?: readonly string[];
  /** default 0.5 */
  readonly variation?: number;
  /** default: the lab's */
  readonly network?: Network;
}

/** Where experiments are made: an engine, a network, pictures, one size, and the ways of painting and judging that they share. */
export class Lab {
  readonly engine: Engine;
  readonly network: Network;
  readonly scale: ScaleName;
  readonly side: number;
  readonly photos: readonly NamedImage[];
  readonly paintings: readonly NamedImage[];
  readonly signal: AbortSignal | undefined;
  /** told how much of a figure is done, in [0, 1] */
  onProgress: (fraction: number) => Promise<void> = async () => {};
  #slot = { begin: 0, length: 1 };

  constructor({ engine, network, scale, photos, paintings, signal }: LabOptions) {
    this.engine = engine;
    this.network = network;
    this.scale = scale;
    this.side = SCALES[scale].side;
    const sized = ({ name, image }: NamedImage) => ({ name, image: this.sized(image) });
    this.photos = photos.map(sized);
    this.paintings = paintings;
    this.signal = signal;
  }

  /** The photo that is painted, in the lab's size. */
  get photo(): Image {
    return this.photos[0]!.image;
  }

  /** The painting that is the style where one is enough. */
  get painting(): Image {
    return this.paintings[0]!.image;
  }

  /** An image with its longer side as the lab's, or as `side`. */
  sized(image: Image, side = this.side): Image {
    const { width, height } = fit(image.width, image.height, side);
    return resample(image, width, height);
  }

  /** So many at full effort, at least two. */
  iterations(count: number): number {
    return Math.max(2, Math.round(count * SCALES[this.scale].effort));
  }

  /** Style layers from shallow to deep. */
  get layers(): readonly string[] {
    return layersFor(this.network);
  }

  /**
   * Content relative at the content layer, mean and covariance at the style layers, together of weight 1. Not the Gram
   * matrices of the first paper, which turn grey on narrow networks; `loss-table` and `optimisers` have those too.
   */
  objective(wish: ObjectiveWish = {}): Objective {
    const { content = 0.4, variation = 0.5, network = this.network } = wish;
    const { style = layersFor(network) } = wish;
    const weight = 1 / Math.max(1, style.length);
    return {
      content: content === 0 ? [] : [{ layer: contentLayer(network), form: 'relative', weight: content }],
      style: style.map((layer) => ({ layer, form: 'covariance', weight })),
      variation,
      range: 10,
    };
  }

  styleOf(painting: Image, network = this.network, layers = layersFor(network)): Style {
    return imageStyle(this.engine, network, layers, [painting]);
  }

  /** One after the other, with the progress of each. */
  async each<Item, Result>(
    items: readonly Item[],
    work: (item: Item, index: number) => Promise<Result>,
  ): Promise<Result[]> {
    const outer = this.#slot;
    const results: Result[] = [];
    for (const [i, item] of items.entries()) {
      throwIfCancelled(this.signal);
      this.#slot = {
        begin: outer.begin + (outer.length * i) / items.length,
        length: outer.length / items.length,
      };
      results.push(await work(item, i));
      await this.#tell(1);
    }
    this.#slot = outer;
    return results;
  }

  /** By optimisation, at one size. The trace has every iteration. */
  async paint(request: PaintingOf): Promise<{ image: Image; losses: LossRow[] }> {
    const { photo, objective = this.objective(), network = this.network, start = 1, seed = 1 } = request;
    const { style = [], styleScale = 1, optimiser } = request;
    const { width, height } = photo;
    const level = {
      width,
      height,
      side: Math.max(width, height),
      iterations: this.iterations(request.iterations),
    };
    const { image, losses } = await optimise({
      engine: this.engine,
      network,
      objective,
      photo,
      style: 'data' in style ? this.styleOf(style, network, layersOf(objective.style)) : style,
      styleScale,
      levels: [level],
      seed,
      start,
      ...(optimiser && { optimiser }),
      traceEvery: 1,
      ...(this.signal && { signal: this.signal }),
      onProgress: ({ fraction }) => this.#tell(fraction),
    });
    return { image, losses };
  }

  /**
   * Content and style distance of results of one size, on one network whatever they were painted with: relative
   * at the content layer (0 the photo), mean and covariance over the style layers (0 the painting's statistics).
   */
  async judge(
    results: readonly Image[],
    { photo, style, network = this.network }: { photo: Image; style: Image | Style; network?: Network },
  ): Promise<{ content: number; style: number }[]> {
    const parts = partsOf('data' in style ? this.styleOf(style, network) : style);
    const layers = layersFor(network);
    const bare = this.objective({ content: 1, style: layers, variation: 0, network });
    const objective = withParts({ ...bare, range: 0 }, parts);
    const onCanvas = canvasFor(network, objective);
    const first = onCanvas(photo);
    const evaluator: Evaluator = await this.engine.evaluator(network, objective, first, { gradient: false });
    try {
      const side = Math.max(photo.width, photo.height);
      evaluator.setTargets({
        content: await this.engine.features(network, layersOf(objective.content), first),
        style: await styleTargets(parts, { network, layers, side }, async (mask) => mask),
      });
      const found: { content: number; style: number }[] = [];
      for (const result of results) {
        toPlanar(onCanvas(result), evaluator.picture);
        const { content, style } = await evaluator.evaluate(this.signal);
        found.push({ content, style });
      }
      return found;
    } finally {
      await evaluator.close();
    }
  }

  async #tell(fraction: number): Promise<void> {
    const { begin, length } = this.#slot;
    await this.onProgress(begin + length * fraction);
  }
}

/** Style layers of any network, from shallow to deep. */
export function layersFor(network: Network): readonly string[] {
  return network.taps?.style ?? GATYS_LAYERS;
}

/** The deeper of the layers at which content is compared. */
export function contentLayer(network: Network): string {
  return network.taps?.content.at(-1) ?? 'conv4_2';
}

import type { InferenceSession } from 'onnxruntime-node';
import { throwIfCancelled } from '../../../cancel.ts';
import type { LayerStatistics, Network } from '../../../networks/network.ts';
import type { Tile } from '../../tiles/layout.ts';
import { BoundSession } from '../bound-session.ts';
import type { Moment, TiledTerms } from './terms.ts';
import { compileSums } from './tile-graphs.ts';
import type { TiledPicture } from './tiled-picture.ts';

/** The first pass: means, covariances and energies of the whole picture, tile by tile. */
export class TiledSums {
  readonly #session: BoundSession;
  readonly #terms: TiledTerms;
  readonly #picture: TiledPicture;
  readonly #shares: ReadonlyMap<string, Float32Array>;
  /** by output: float64, since a covariance is the small difference of two large sums */
  readonly #totals = new Map<string, Float64Array>();

  /** shares: of masked moments by key, over the whole layer */
  static async create(
    network: Network,
    terms: TiledTerms,
    picture: TiledPicture,
    shares: ReadonlyMap<string, Float32Array>,
    options: InferenceSession.SessionOptions,
  ): Promise<TiledSums> {
    const graph = compileSums(network, terms, picture.layout.cut);
    return new TiledSums(
      await BoundSession.create(graph, options),
      terms,
      picture,
      shares,
      Object.keys(graph.outputs),
    );
  }

  private constructor(
    session: BoundSession,
    terms: TiledTerms,
    picture: TiledPicture,
    shares: ReadonlyMap<string, Float32Array>,
    outputs: readonly string[],
  ) {
    this.#session = session;
    this.#terms = terms;
    this.#picture = picture;
    this.#shares = shares;
    for (const name of outputs) this.#totals.set(name, new Float64Array(session.output(name).length));
  }

  /** Sums over all tiles of the picture [3, H, W]. Error: job.cancelled. */
  async run(whole: Float32Array, signal?: AbortSignal): Promise<void> {
    for (const total of this.#totals.values()) total.fill(0);
    for (const tile of this.#picture.layout.tiles) {
      throwIfCancelled(signal);
      this.#picture.read(tile, whole, this.#session.input('picture'));
      this.#fill(tile);
      await this.#session.run();
      for (const [name, total] of this.#totals) {
        const own = this.#session.output(name);
        for (let i = 0; i < total.length; i++) total[i]! += own[i]!;
      }
    }
  }

  #fill(tile: Tile): void {
    for (const moment of this.#terms.moments) {
      fillShares(this.#picture, tile, moment, this.#shares, this.#session.input(`${moment.key}.shares`));
    }
    for (const { term } of this.#terms.activations) {
      this.#picture.mark(tile, term.layer, 1, this.#session.input(`owned.${term.layer}`));
    }
  }

  statistics(key: string): LayerStatistics {
    const mean = this.#totals.get(`${key}.sum`)!;
    const products = this.#totals.get(`${key}.products`)!;
    const n = mean.length;
    const covariance = Float32Array.from(
      products,
      (value, i) => value - mean[Math.floor(i / n)]! * mean[i % n]!,
    );
    return { mean: Float32Array.from(mean), covariance };
  }

  /** Σ f² of an activation term's layer by channel. */
  energy(key: string): Float64Array {
    return this.#totals.get(`${key}.energy`)!;
  }

  close(): Promise<void> {
    return this.#session.close();
  }
}

/** Shares of the tile's own positions in the statistics of the whole picture: [1, M of the cut-out]. */
export function fillShares(
  picture: TiledPicture,
  tile: Tile,
  { key, layer }: Pick<Moment, 'key' | 'layer'>,
  masked: ReadonlyMap<string, Float32Array>,
  into: Float32Array,
): void {
  const shares = masked.get(key);
  if (shares === undefined) picture.mark(tile, layer, 1 / picture.positions(layer), into);
  else picture.own(tile, layer, shares, into);
}

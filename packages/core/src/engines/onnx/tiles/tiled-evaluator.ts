import type { InferenceSession } from 'onnxruntime-node';
import { throwIfCancelled } from '../../../cancel.ts';
import type { Network } from '../../../networks/network.ts';
import { contentInputs, SILENT } from '../../../objective/content-forms.ts';
import type { Losses, Objective, Targets } from '../../../objective/objective.ts';
import { STYLE } from '../../../objective/style-forms.ts';
import type { Evaluator } from '../../engine.ts';
import type { Layout, Tile } from '../../tiles/layout.ts';
import type { Buffers } from '../../tiles/retreat.ts';
import { BoundSession } from '../bound-session.ts';
import { type TiledTerms, tiledTerms } from './terms.ts';
import { compileShare, compileSlopes } from './tile-graphs.ts';
import { TiledPicture } from './tiled-picture.ts';
import { fillShares, TiledSums } from './tiled-sums.ts';

/**
 * Loss and gradient of a picture too large for one graph, exactly: the statistics of the whole picture first,
 * tile by tile, then each tile's share of the gradient. It costs one more forward pass and the halos.
 */
export class TiledEvaluator implements Evaluator {
  readonly picture: Float32Array;
  readonly gradient: Float32Array;
  readonly #objective: Objective;
  readonly #terms: TiledTerms;
  readonly #tiles: TiledPicture;
  /** absent: no term needs the whole picture */
  readonly #sums: TiledSums | undefined;
  readonly #slopes: BoundSession;
  readonly #share: BoundSession;
  /** of masked terms, by moment */
  readonly #shares: Map<string, Float32Array>;
  /** of content terms, by term: the constants of `contentInputs` */
  readonly #content = new Map<string, Record<string, Float32Array>>();

  static async create(
    network: Network,
    objective: Objective,
    layout: Layout,
    options: InferenceSession.SessionOptions,
    buffers?: Buffers,
  ): Promise<TiledEvaluator> {
    const terms = tiledTerms(objective);
    const tiles = new TiledPicture(network, terms.layers, layout);
    const shares = new Map<string, Float32Array>();
    const looksAtWhole = terms.moments.length + terms.activations.length > 0;
    const length = 3 * layout.whole.width * layout.whole.height;
    return new TiledEvaluator({
      objective,
      terms,
      tiles,
      shares,
      buffers: buffers ?? { picture: new Float32Array(length), gradient: new Float32Array(length) },
      sums: looksAtWhole ? await TiledSums.create(network, terms, tiles, shares, options) : undefined,
      slopes: await BoundSession.create(compileSlopes(network, terms, layout.whole), options),
      share: await BoundSession.create(compileShare(network, terms, layout), options),
    });
  }

  private constructor(parts: {
    objective: Objective;
    terms: TiledTerms;
    tiles: TiledPicture;
    shares: Map<string, Float32Array>;
    buffers: Buffers;
    sums: TiledSums | undefined;
    slopes: BoundSession;
    share: BoundSession;
  }) {
    this.picture = parts.buffers.picture;
    this.gradient = parts.buffers.gradient;
    this.#objective = parts.objective;
    this.#terms = parts.terms;
    this.#tiles = parts.tiles;
    this.#shares = parts.shares;
    this.#sums = parts.sums;
    this.#slopes = parts.slopes;
    this.#share = parts.share;
  }

  setTargets({ content, style }: Targets): void {
    this.#share.input('variation.weight')[0] = this.#objective.variation;
    this.#share.input('range.weight')[0] = this.#objective.range;
    for (const term of this.#terms.stencils) this.#share.input(`${term}.weight`)[0] = this.#objective[term]!;
    for (const { key, terms } of this.#terms.moments) {
      for (const { index, term } of terms) {
        const target = defined(style.get(term.target ?? term.layer), `a style target for ${term.layer}`);
        if (term.masked)
          this.#shares.set(key, defined(target.positions, 'positions for a masked style term'));
        for (const [name, value] of Object.entries(STYLE[term.form].inputs(target, term.weight))) {
          this.#slopes.input(`style.${index}.${name}`).set(value);
        }
      }
    }
    for (const { key, term } of this.#terms.neighbours) {
      const target = defined(style.get(term.target ?? term.layer), `a style target for ${term.layer}`);
      if (term.masked) this.#shares.set(key, defined(target.positions, 'positions for a masked style term'));
      for (const [name, value] of Object.entries(STYLE[term.form].inputs(target, term.weight))) {
        this.#share.input(`${key}.${name}`).set(value);
      }
    }
    for (const { key, term } of [...this.#terms.differences, ...this.#terms.activations]) {
      const target = defined(content.get(term.layer), `a content target for ${term.layer}`);
      this.#content.set(key, contentInputs(term, target));
    }
  }

  async evaluate(signal?: AbortSignal): Promise<Losses> {
    await this.#sums?.run(this.picture, signal);
    let style = await this.#meetStyle();
    let content = this.#meetActivations();
    let smoothness = 0;
    this.gradient.fill(0);
    for (const tile of this.#tiles.layout.tiles) {
      throwIfCancelled(signal);
      this.#fill(tile);
      await this.#share.run();
      const losses = this.#share.output('losses');
      content += losses[0]!;
      smoothness += losses[1]!;
      style += losses[2]!;
      this.#tiles.add(tile, this.#share.output('gradient'), this.gradient);
    }
    return { content, style, smoothness, total: content + style + smoothness };
  }

  /** From the statistics to K and b of the second pass; returns the style loss. */
  async #meetStyle(): Promise<number> {
    for (const { key } of this.#terms.moments) {
      const { mean, covariance } = this.#sums!.statistics(key);
      this.#slopes.input(`${key}.mean`).set(mean);
      this.#slopes.input(`${key}.covariance`).set(covariance);
    }
    await this.#slopes.run();
    for (const { key } of this.#terms.moments) {
      for (const name of [`${key}.k`, `${key}.b`]) this.#share.input(name).set(this.#slopes.output(name));
    }
    return this.#slopes.output('loss')[0]!;
  }

  /** The same for terms of the whole picture's energy (`activation` in objective/content-forms.ts). */
  #meetActivations(): number {
    let loss = 0;
    for (const { key } of this.#terms.activations) {
      const { mask, scale, reference } = this.#content.get(key)!;
      const energies = this.#sums!.energy(key);
      const energy = Math.max(
        SILENT,
        mask!.reduce((sum, on, i) => sum + on * energies[i]!, 0),
      );
      loss -= scale![0]! * Math.log(energy / reference![0]!);
      this.#share.input(`${key}.slope`).set(mask!.map((on) => (-2 * scale![0]! * on) / energy));
    }
    return loss;
  }

  #fill(tile: Tile): void {
    const [tiles, share] = [this.#tiles, this.#share];
    tiles.read(tile, this.picture, share.input('picture'));
    const { moments, neighbours, differences, activations } = this.#terms;
    for (const term of [...moments, ...neighbours])
      fillShares(tiles, tile, term, this.#shares, share.input(`${term.key}.shares`));
    const contentLayers = [...differences, ...activations].map(({ term }) => term.layer);
    for (const layer of new Set(['picture', ...contentLayers])) {
      tiles.mark(tile, layer, 1, share.input(`owned.${layer}`));
    }
    for (const { key, term } of differences) {
      const { target, scale, weights } = this.#content.get(key)!;
      tiles.own(tile, term.layer, target!, share.input(`${key}.target`));
      if (weights) tiles.own(tile, term.layer, weights, share.input(`${key}.weights`));
      share.input(`${key}.scale`).set(scale!);
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.#sums?.close(), this.#slopes.close(), this.#share.close()]);
  }
}

function defined<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`Expected ${what} but received none`);
  return value;
}

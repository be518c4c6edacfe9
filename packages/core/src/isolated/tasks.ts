import type { ClipLimits, ClipPlan } from '@atelier/contract/clip.ts';
import { decode } from '../images/decode.ts';
import { encode } from '../images/encode.ts';
import { inspect } from '../images/inspect.ts';
import { resize } from '../images/resize.ts';
import { beside } from '../report/beside.ts';
import { beforeAfter } from '../report/compare.ts';
import { lossPlot, type PlotWords } from '../report/loss-plot.ts';
import type { LossRow } from '../report/progress.ts';

const moving = () => import('../moving/look-at-clip.ts');

/** What the picture process can be asked for; arguments and results are plain data. */
export const TASKS = {
  inspect,

  /** see `lookAtClip`; loaded with the first clip, as most pictures are none */
  async lookAtClip(file: string, limits: ClipLimits): Promise<ClipPlan | null> {
    return (await moving()).lookAtClip(file, limits);
  },

  /** see `framesOf` */
  async framesOf(file: string, limits: ClipLimits, count: number, side: number): Promise<Uint8Array[]> {
    return (await moving()).framesOf(file, { limits, count, side });
  },

  /** [side, side, 3], RGB in [0, 255]: the picture squeezed into a square */
  async square(picture: Uint8Array, side: number): Promise<Float32Array> {
    const small = await decode(picture, { maxSide: 2 * side });
    const { data } = await resize(small, side, side);
    return data.map((value) => value * 255);
  },

  /** both as one JPEG, see `beforeAfter`; maxSide: longer side in pixels to which they are read */
  async compare(photo: Uint8Array, painted: Uint8Array, maxSide: number): Promise<Uint8Array> {
    return beforeAfter(await decode(photo, { maxSide }), await decode(painted, { maxSide }));
  },

  /** see `beside`; height: of both in pixels */
  async beside(painting: Uint8Array, sample: Uint8Array, height: number): Promise<Uint8Array> {
    // the longer side of one that is high is its height, and of no picture that is taken more than 20 times that
    const maxSide = 4 * height;
    return beside(await decode(painting, { maxSide }), await decode(sample, { maxSide }), height);
  },

  /** WebP, at most `side` pixels long */
  async thumbnail(picture: Uint8Array, side: number): Promise<Uint8Array> {
    return encode(await decode(picture, { maxSide: side }), {
      format: 'webp',
      quality: 75,
      smartSubsample: false,
    });
  },

  /** see `lossPlot` */
  async plot(losses: readonly LossRow[], words: PlotWords): Promise<Uint8Array> {
    return lossPlot(losses, words);
  },
};

export type Tasks = typeof TASKS;
export type TaskName = keyof Tasks;

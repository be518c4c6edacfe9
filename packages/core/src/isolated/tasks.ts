import { decode } from '../images/decode.ts';
import { inspect } from '../images/inspect.ts';
import { resize } from '../images/resize.ts';
import { beforeAfter } from '../report/compare.ts';

/** What the picture process can be asked for; arguments and results are plain data. */
export const TASKS = {
  inspect,

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
};

export type Tasks = typeof TASKS;
export type TaskName = keyof Tasks;

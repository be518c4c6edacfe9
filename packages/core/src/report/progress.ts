import type { Checkpoint, LossRow } from '@atelier/contract/job.ts';
import type { Image } from '../images/image.ts';

export type { LossRow };

/** The one record of progress: used by the command line, the worker and the bot. */
export interface Progress extends LossRow {
  /** iterations that the whole job will take, ≥ 1 */
  iterations: number;
  /** share of the work that is done, in [0, 1], by cost rather than by iteration count */
  fraction: number;
  /** size of the current level in pixels */
  width: number;
  height: number;
  /** the picture as it is now; costs a copy, so ask only when it is shown */
  preview(): Image;
  /** from where a painting in high quality can go on; costs a copy too. Absent: nowhere */
  checkpoint?(): Checkpoint;
}

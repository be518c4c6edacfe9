import { type Checkpoint, LossRow } from '@atelier/contract/job.ts';
import { z } from 'zod';
import { halvesToNumbers } from '../../models/half.ts';
import type { Resumption } from './checkpoint.ts';

/** Apart from `checkpoint.ts`, as only a painting that was broken off needs the library that checks it. */

const State = z.object({
  key: z.string(),
  level: z.int(),
  done: z.int(),
  track: z.object({ iterations: z.int(), spent: z.number(), rows: z.array(LossRow) }),
});

/** Null when it is of another painting: of other sizes, another network or another version's form, as after an upgrade. */
export function readCheckpoint({ state, picture }: Checkpoint, key: string): Resumption | null {
  const parsed = State.safeParse(JSON.parse(state));
  if (!parsed.success || parsed.data.key !== key) return null;
  return { ...parsed.data, canvas: halvesToNumbers(picture) };
}

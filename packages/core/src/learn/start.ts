import type { TransformBatch } from '../engines/engine.ts';
import type { Judge } from './judge.ts';
import { lossOf } from './lesson-loss.ts';
import type { Lesson } from './lessons.ts';
import { MEASURED_ON, TRIED_ON } from './options.ts';

export interface Candidate {
  /** name of a preset, or what else it is */
  readonly name: string;
  readonly vector: Float32Array;
}

export interface Start extends Candidate {
  /** weighted content loss of the preset in the middle: what a new one should have too */
  readonly usualContent: number;
}

/** The candidate with the least loss. presets: the names of those that the network ships with, at least one. */
export async function bestStart(
  candidates: readonly Candidate[],
  presets: ReadonlySet<string>,
  on: { batch: TransformBatch; judge: Judge; lessons: readonly Lesson[] },
): Promise<Start> {
  const tried: Tried[] = [];
  for (const candidate of candidates) {
    tried.push({ candidate, ...(await averageLoss(candidate, on, TRIED_ON)) });
  }
  const known = tried.filter(({ candidate }) => presets.has(candidate.name));
  const usual = known.sort((a, b) => a.content - b.content)[known.length >> 1]!;
  const { content: usualContent } = await averageLoss(usual.candidate, on, MEASURED_ON);
  const best = tried.reduce((a, b) => (b.total < a.total ? b : a));
  return { ...best.candidate, usualContent };
}

interface Tried {
  candidate: Candidate;
  content: number;
  total: number;
}

async function averageLoss(
  { vector }: Candidate,
  { batch, judge, lessons }: Parameters<typeof bestStart>[2],
  most: number,
): Promise<Pick<Tried, 'content' | 'total'>> {
  const some = lessons.slice(0, most);
  let [content, total] = [0, 0];
  batch.style.set(vector);
  for (const lesson of some) {
    const losses = await lossOf(batch, judge, lesson);
    content += losses.content / some.length;
    total += losses.total / some.length;
  }
  return { content, total };
}

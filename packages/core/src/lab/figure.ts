import type { Image } from '../images/image.ts';
import type { Lab } from './lab.ts';

/** One experiment of the literature, repeated: a row of the table in `figures.ts`. */
export interface Figure {
  /** as on the command line, for example `pooling` */
  readonly name: string;
  readonly title: string;
  /** what the literature says */
  readonly claim: string;
  /** where it says so */
  readonly source: string;
  /** how long it takes beside the others: for the progress bar */
  readonly cost: number;
  /**
   * the experiment's files, as patterns below `src`: when they change, what was computed with them no longer counts. What
   * most are made with is known: see `run.ts`
   */
  readonly code: readonly string[];
  /** what it depends on beside code, pictures, network and size, for example which other networks are there */
  depends?(): Promise<readonly string[]>;
  /** throws `job.cancelled`; anything else is told on the page */
  run(lab: Lab): Promise<Finding>;
}

/** A part of the claim, as a sentence with the numbers that were found, and whether they bear it out. */
export interface Check {
  readonly says: string;
  readonly holds: boolean;
}

export interface Shown<Picture = Image> {
  readonly picture: Picture;
  readonly caption: string;
}

/** Pictures that belong side by side. */
export interface Strip<Picture = Image> {
  readonly label: string;
  readonly shown: readonly Shown<Picture>[];
}

export interface Curve {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Plot {
  readonly title: string;
  /** name of the horizontal axis */
  readonly x: string;
  /** logarithmic upwards; the default is linear */
  readonly isLogarithmic?: boolean;
  readonly curves: readonly Curve[];
}

export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface Finding<Picture = Image> {
  /** at least one */
  readonly checks: readonly Check[];
  readonly table: Table;
  readonly strips: readonly Strip<Picture>[];
  readonly plots?: readonly Plot[];
  /** sizes, and what was done otherwise than in the paper */
  readonly notes: readonly string[];
}

export const VERDICTS = {
  holds: 'holds here',
  partly: 'holds in part',
  fails: 'does not hold here',
} as const;
export type Verdict = keyof typeof VERDICTS;

export function verdictOf(checks: readonly Check[]): Verdict {
  const held = checks.filter(({ holds }) => holds).length;
  if (held === checks.length) return 'holds';
  return held === 0 ? 'fails' : 'partly';
}

import type { Objective } from './objective.ts';

/**
 * Terms that look at the picture alone: weight · mean over all values of (K·x)², K a kernel of 3×3 on each of the three
 * planes, row by row, edges repeated. Both are symmetric then, so that the gradient is 2·weight·K·K·x over the values.
 */
export const STENCILS = {
  /** twice each pixel less the mean of its four diagonal neighbours */
  curvature: [-0.5, 0, -0.5, 0, 2, 0, -0.5, 0, -0.5],
  /** second difference down less that across */
  axes: [0, 1, 0, -1, 0, -1, 0, 1, 0],
} as const satisfies Record<string, readonly number[]>;

export type StencilTerm = keyof typeof STENCILS;

/** Those that weigh anything in an objective. */
export function stencilTerms(objective: Pick<Objective, StencilTerm>): StencilTerm[] {
  return (Object.keys(STENCILS) as StencilTerm[]).filter((term) => (objective[term] ?? 0) !== 0);
}

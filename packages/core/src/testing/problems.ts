/** Functions with known minima, for the tests of the optimisers: loss at x, gradient into g. */
export type Problem = (x: Float32Array, g: Float32Array) => number;

/** Rosenbrock 1960: a bent valley, minimum 0 at (1, 1). */
export function rosenbrock(x: Float32Array, g: Float32Array): number {
  const [a, b] = [x[0]!, x[1]!];
  g[0] = -2 * (1 - a) - 400 * a * (b - a * a);
  g[1] = 200 * (b - a * a);
  return (1 - a) ** 2 + 100 * (b - a * a) ** 2;
}

/** ½ Σ cᵢ xᵢ², curvatures c from 1 in even steps up: minimum 0 at 0. */
export function bowl(step: number): Problem {
  return (x, g) => {
    let loss = 0;
    for (let i = 0; i < x.length; i++) {
      const curvature = 1 + step * i;
      g[i] = curvature * x[i]!;
      loss += 0.5 * curvature * x[i]! * x[i]!;
    }
    return loss;
  };
}

interface Steps {
  step(x: Float32Array, loss: number, gradient: Float32Array): void;
}

/** Runs so many steps; returns the losses that were evaluated. */
export function run(rule: Steps, x: Float32Array, problem: Problem, steps: number): number[] {
  const gradient = new Float32Array(x.length);
  return Array.from({ length: steps }, () => {
    const loss = problem(x, gradient);
    rule.step(x, loss, gradient);
    return loss;
  });
}

/** Steps within a decade, from many to few: the first set that gives few enough ticks is taken. */
const STEPS = [[1, 2, 5], [1, 3], [1]] as const;

/**
 * Round values for a logarithmic axis that encloses [low, high] (both > 0): at least two, at most about
 * `most`, in rising order. The first is ≤ low and the last ≥ high.
 */
export function logTicks(low: number, high: number, most: number): number[] {
  for (const steps of STEPS) {
    const ticks = enclosing(steps, low, high);
    if (ticks.length <= most) return ticks;
  }
  const decades = enclosing([1], low, high);
  const stride = Math.ceil((decades.length - 1) / (most - 1));
  const last = Math.round(Math.log10(decades.at(-1)!));
  const count = Math.ceil((decades.length - 1) / stride) + 1;
  return Array.from({ length: count }, (_, i) => Number(`1e${last - (count - 1 - i) * stride}`));
}

function enclosing(steps: readonly number[], low: number, high: number): number[] {
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)) - 1; power <= Math.ceil(Math.log10(high)) + 1; power++) {
    for (const step of steps) ticks.push(Number(`${step}e${power}`));
  }
  const from = ticks.findLastIndex((tick) => tick <= low);
  const to = ticks.findIndex((tick) => tick >= high && tick > ticks[from]!);
  return ticks.slice(from, to + 1);
}

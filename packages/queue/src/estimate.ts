/** When jobs will be done, by the measured speed of those who paint them. */

export interface Waiting {
  id: string;
  /** what is left to paint, in pixels of the finished picture */
  pixels: number;
}

export interface PaintedAt {
  /** pixels per second */
  speed: number;
  /** what it paints now, counted one after the other (rarely more than one) */
  painting: readonly Waiting[];
}

/**
 * Seconds from now until each job is done: whoever is free first takes the next one in line, as the queue does.
 * @param painters not empty
 */
export function endsOf(painters: readonly PaintedAt[], line: readonly Waiting[]): Map<string, number> {
  const ends = new Map<string, number>();
  const free = painters.map(({ speed, painting }, index) => {
    let at = 0;
    for (const { id, pixels } of painting) {
      at += pixels / speed;
      ends.set(id, at);
    }
    return { speed, at, index };
  });
  // always in the order in which they are free, the first of the list first
  const before = (a: Free, b: Free) => a.at - b.at || a.index - b.index;
  free.sort(before);
  for (const { id, pixels } of line) {
    const next = free.shift()!;
    next.at += pixels / next.speed;
    ends.set(id, next.at);
    let [low, high] = [0, free.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (before(free[middle]!, next) < 0) low = middle + 1;
      else high = middle;
    }
    free.splice(low, 0, next);
  }
  return ends;
}

interface Free {
  speed: number;
  at: number;
  index: number;
}

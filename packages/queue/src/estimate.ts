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
  const free = painters.map(({ speed, painting }) => {
    let at = 0;
    for (const { id, pixels } of painting) {
      at += pixels / speed;
      ends.set(id, at);
    }
    return { speed, at };
  });
  for (const { id, pixels } of line) {
    const next = free.reduce((a, b) => (b.at < a.at ? b : a));
    next.at += pixels / next.speed;
    ends.set(id, next.at);
  }
  return ends;
}

/** Share of a word's letters that may be mistyped. */
const SHARE = 1 / 3;

/** The name that was probably meant; undefined: none is near. */
export function nearest(written: string, names: readonly string[]): string | undefined {
  const plain = written.toLowerCase();
  const [best] = names
    .map((name) => ({ name, distance: distanceOf(plain, name) }))
    .filter(({ name, distance }) => distance <= SHARE * Math.max(plain.length, name.length))
    .sort((a, b) => a.distance - b.distance);
  return best?.name;
}

/** Letters to insert, to take away or to change (Levenshtein 1966). */
function distanceOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length];
}

/** The page's own address says who sits at it and in which language: `/?as=mika&locale=de`. */

const NAMES = ['as', 'locale'] as const;

type Who = Partial<Record<(typeof NAMES)[number], string>>;

/** The address of something of the sandbox, asked for by the person at the page. */
export function mine(path: string): string {
  const here = new URLSearchParams(location.search);
  const kept = NAMES.filter((name) => here.has(name)).map((name) => [name, here.get(name) ?? '']);
  return kept.length > 0 ? `${path}?${new URLSearchParams(kept)}` : path;
}

/** Somebody else sits down, or the language changes. Answers the new query. */
export function sit(changes: Who): string {
  const next = new URL(location.href);
  for (const [name, value] of Object.entries(changes)) next.searchParams.set(name, value);
  history.replaceState(null, '', next);
  return next.search;
}

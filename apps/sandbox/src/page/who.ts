import { languageOf } from './words/words.ts';

/**
 * The page's own address says who sits at it and in which language: `/?as=mika&locale=de`. Where it says no language,
 * the browser does.
 */
interface Who {
  as?: string;
  locale?: string;
}

/** The person's language, under Discord's name for it. */
export const localeHere = (): string =>
  new URLSearchParams(location.search).get('locale') ?? languageOf(navigator.languages);

/** The address of something of the sandbox, asked for by the person at the page. */
export function mine(path: string): string {
  const as = new URLSearchParams(location.search).get('as');
  return `${path}?${new URLSearchParams({ ...(as !== null && { as }), locale: localeHere() })}`;
}

/** Somebody else sits down, or the language changes. Answers the new query. */
export function sit(changes: Who): string {
  const next = new URL(location.href);
  for (const [name, value] of Object.entries(changes)) next.searchParams.set(name, value);
  history.replaceState(null, '', next);
  return next.search;
}

import { ERRORS, type ErrorCode } from '../errors.ts';

/**
 * Everything that replies, buttons and errors say, in English. `{name}` is filled in. Labels of buttons have at
 * most 80 characters, and read well at 20. Titles of paintings stay as they are in every language.
 */
export const en = {
  quality: { fast: 'fast', high: 'high quality' },
  /** what stands in place of a preset's title */
  ownStyle: 'Your own style picture',
  /** “The Starry Night by Vincent van Gogh”, where no marks can be shown */
  titleBy: '{title} by {artist}',
  queued: {
    taken: 'Your order is taken, and the photo is being looked at.',
    inQueue: 'In the queue. {place}',
    next: 'You are next.',
    ahead: { one: 'One picture is before yours.', other: '{count} pictures are before yours.' },
    noWorker: 'No worker can do this now: it will be painted as soon as one is there.',
    /** `{when}` is a time that Discord writes as “in 40 seconds”, in the reader's language */
    ready: 'Ready {when}.',
  },
  progress: {
    line: 'Iteration {iteration} of {iterations} · total loss {loss} · {size}',
    alt: 'The picture in the manner of {title}, {percent} per cent done',
  },
  result: {
    alt: 'The photo painted in the manner of {title}',
    iterations: '{count} iterations',
    engine: '{engine} on {device}',
    seed: 'seed {seed}',
    strength: 'strength {strength}',
    blend: 'blended with {percent} % of {title}',
    keptColours: 'colours of the photo',
    version: 'Atelier {version}',
    network: 'network {network}',
    loss: 'Loss, from the first to the last picture',
    lossParts: { content: 'content', style: 'style', total: 'total' },
    plotAlt: 'The losses, from the first to the last picture: {losses}',
    plotPart: '{part} from {first} to {last}',
    noLosses: 'none recorded',
    reencoded: 'Saved as {format}, so that it fits what this place accepts.',
    smaller: 'Discord found the picture too large here, so this is a smaller version.',
    madeWith: 'made with Atelier',
    for: 'For {person}:',
  },
  compare: {
    title: 'Before and after',
    alt: 'The left half is the photo, the right half the painting in the manner of {title}',
  },
  losses: { iteration: 'Iteration', none: 'No losses were recorded.' },
  buttons: {
    again: 'Again',
    high: 'High quality',
    stronger: 'Stronger',
    weaker: 'Weaker',
    compare: 'Compare',
    losses: 'Losses',
    delete: 'Delete',
    cancel: 'Cancel',
    anotherStyle: 'Another style',
    highOnly: 'high quality only',
  },
  duration: { seconds: '{seconds} s', minutes: '{minutes} min {seconds} s' },
  percent: '{percent} %',
  errors: templatesOf(ERRORS),
};

/** The sentences of the catalogue with `{name}` where data comes in, so that they are written once. */
function templatesOf(errors: typeof ERRORS): Record<ErrorCode, string> {
  const names = new Proxy({} as Record<string, string>, { get: (_, name) => `{${String(name)}}` });
  const entries = Object.entries(errors).map(([code, { sentence }]) => [code, sentence(names)]);
  return Object.fromEntries(entries) as Record<ErrorCode, string>;
}

type English = typeof en;

/**
 * The same keys in every language, with the same `{names}`. Errors that only operators meet may stay English,
 * see texts.test.ts.
 */
export type Texts = Omit<English, 'errors'> & { errors: Partial<Record<ErrorCode, string>> };

import { COMMON_ERRORS, type Sentence } from '@atelier/contract/errors.ts';
import { CORE_ERRORS } from '@atelier/core/errors.ts';
import { QUEUE_ERRORS } from '@atelier/queue/errors.ts';
import { RUNTIME_ERRORS } from '@atelier/runtime/errors.ts';
import { DISCORD_ERRORS } from '../errors.ts';

/**
 * Everything that replies, buttons and errors say, in English. `{name}` is filled in. Labels of buttons have at
 * most 80 characters, and read well at 20. Titles of paintings stand in models/presets/words.json.
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
    paused: 'Painting is paused: {reason} Your place is kept.',
    /** `{when}` is a time that Discord writes as “in 40 seconds”, in the reader's language */
    ready: 'Ready {when}.',
  },
  progress: {
    /** a clip's */
    frames: 'Frame {frame} of {frames} · {size}',
    line: 'Iteration {iteration} of {iterations} · total loss {loss} · {size}',
    alt: 'The picture in the manner of {title}, {percent} per cent done',
  },
  result: {
    /** of core, PaintingWarning */
    warnings: {
      'style.plain': 'There is little to take from this style, so most of the photo stays as it is.',
      'size.smaller': 'There was not enough memory for the full size, so the picture is smaller.',
    },
    /** in place of the quality's name: fast, and then a few iterations on a picture of one's own */
    refined: 'fast, refined',
    coloursFirst: 'begun from its colours',
    mirrored: 'painted the other way round',
    broader: 'broader strokes',
    finer: 'finer strokes',
    sheet: 'four variations',
    alt: 'The photo painted in the manner of {title}',
    iterations: '{count} iterations',
    engine: '{engine} on {device}',
    seed: 'seed {seed}',
    version: 'Atelier {version}',
    network: 'network {network}',
    lossParts: { content: 'content', style: 'style', total: 'total' },
    plotAlt: 'The losses, from the first to the last picture: {losses}',
    plotPart: '{part} from {first} to {last}',
    noLosses: 'none recorded',
    clipAlt: 'The clip painted in the manner of {title}',
    /** of a clip: how long it is, as “4.0 s” */
    length: { one: '{length}, one frame', other: '{length}, {count} frames' },
    /** `{kept}`, `{whole}`: as “10 s” */
    trimmed: 'Only the first {kept} of {whole} were painted: that is the limit here.',
    reduced: 'Reduced to {size} and {rate} frames a second, so that it fits what this place accepts.',
    firstFrame: 'Only the first picture of it was painted: moving pictures are switched off here.',
    reencoded: 'Saved as {format}, so that it fits what this place accepts.',
    smaller: 'Discord found the picture too large here, so this is a smaller version.',
    slower: 'The picture could not be uploaded in time, so this is a smaller version.',
    refused:
      'The picture is painted, but Discord does not take it here. `/history` has it, for another place or to be painted again.',
    madeWith: 'made with Atelier',
    for: 'For {person}:',
  },
  compare: {
    title: 'Before and after',
    clip: 'Before and after, at one moment of the clip',
    alt: 'The left half is the photo, the right half the painting in the manner of {title}',
  },
  losses: {
    photo: 'photo',
    picture: 'picture',
    frame: 'Frame',
    iteration: 'Iteration',
    none: 'The losses were not measured.',
    soon: 'The losses are being measured: press again in a moment.',
  },
  buttons: {
    take: 'Paint no. {number}',
    mine: 'Paint mine',
    upscale: 'Upscale',
    sheet: 'Variations',
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
  /** what was received where nothing was */
  nothing: 'nothing',
  errors: sentencesOf({
    ...COMMON_ERRORS,
    ...CORE_ERRORS,
    ...RUNTIME_ERRORS,
    ...QUEUE_ERRORS,
    ...DISCORD_ERRORS,
  }),
};

/** The English sentences stand with the errors, in the package that throws them. */
function sentencesOf<Code extends string>(
  errors: Readonly<Record<Code, { sentence: Sentence }>>,
): Record<Code, Sentence> {
  const entries = Object.entries<{ sentence: Sentence }>(errors);
  return Object.fromEntries(entries.map(([code, { sentence }]) => [code, sentence])) as Record<
    Code,
    Sentence
  >;
}

/** The same keys in every language, with the same `{names}`. */
export type Texts = typeof en;

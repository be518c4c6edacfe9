/**
 * Every error a person can meet, in one catalogue: a stable code, one sentence that the person
 * understands, and whether trying the same thing again can help. The cause is for the log.
 * The sentence is rendered from `data` alone, so that a worker can record code and data, and whoever
 * speaks to the person (bot, command line) renders the sentence.
 */
type Data = Record<string, string | number>;
type Entry = { retryable: boolean; sentence: (data: Data) => string };

export const ERRORS = {
  'image.empty': { retryable: false, sentence: () => 'The file is empty.' },
  'image.unknown-type': {
    retryable: false,
    sentence: () => 'This is not a picture I can read. Please send a JPEG, PNG, WebP, AVIF or GIF file.',
  },
  'image.svg': {
    retryable: false,
    sentence: () => 'SVG drawings are not accepted. Please send a JPEG, PNG, WebP, AVIF or GIF file.',
  },
  'image.damaged': {
    retryable: false,
    sentence: () => 'The picture is damaged or incomplete and cannot be opened.',
  },
  'image.too-many-bytes': {
    retryable: false,
    sentence: (d) => `The file is too large: ${d.megabytes} MB, and at most ${d.limit} MB are accepted.`,
  },
  'image.too-many-pixels': {
    retryable: false,
    sentence: (d) =>
      `The picture has too many pixels: ${d.width}×${d.height}, and at most ${d.limit} megapixels are accepted.`,
  },
  'image.too-small': {
    retryable: false,
    sentence: (d) =>
      `The picture is too small: ${d.width}×${d.height}. Each side needs at least ${d.limit} pixels.`,
  },
  'image.too-narrow': {
    retryable: false,
    sentence: (d) => `The picture is too narrow: one side is more than ${d.limit} times the other.`,
  },
  'fetch.host': {
    retryable: false,
    sentence: () => 'Pictures are only taken from Discord itself. Please attach the file to the command.',
  },
  'fetch.redirect': {
    retryable: false,
    sentence: () =>
      'The picture’s address led somewhere else, so it was not opened. Please attach the file again.',
  },
  'fetch.failed': {
    retryable: true,
    sentence: () => 'The picture could not be fetched from Discord. Please try again.',
  },
  'fetch.timeout': {
    retryable: true,
    sentence: () => 'Discord took too long to hand over the picture. Please try again.',
  },
  'preset.unknown': {
    retryable: false,
    sentence: (d) => `There is no preset “${d.preset}”. Choose one of: ${d.presets}.`,
  },
  'preset.no-fast': {
    retryable: false,
    sentence: (d) =>
      `The preset “${d.preset}” cannot be painted fast yet. Choose high quality, or one of: ${d.presets}.`,
  },
  'preset.outdated': {
    retryable: false,
    sentence: (d) =>
      `The preset “${d.preset}” was learnt with other networks than this Atelier has. Whoever runs it has to learn it again: atelier learn PAINTING --name ${d.preset} --replace.`,
  },
  'preset.name': {
    retryable: false,
    sentence: (d) =>
      `“${d.preset}” cannot be the name of a preset: expected at most ${d.limit} small letters, digits and hyphens, and not own-style.`,
  },
  'preset.taken': {
    retryable: false,
    sentence: (d) =>
      `There is a preset “${d.preset}” already (${d.what}). Take another name, or --replace to put yours in its place.`,
  },
  'preset.not-own': {
    retryable: false,
    sentence: (d) =>
      `There is no preset “${d.preset}” of your own to remove in ${d.folder}; those that ship cannot be removed.`,
  },
  'option.invalid': {
    retryable: false,
    sentence: (d) =>
      `Expected ${d.expected} for ${d.option} but received ${d.received === '' ? 'nothing' : d.received}.`,
  },
  'engine.unavailable': {
    retryable: false,
    sentence: (d) => `The engine “${d.engine}” cannot run here: ${d.reason}.`,
  },
  'engine.out-of-memory': {
    retryable: false,
    sentence: () => 'The picture is too large for this machine’s memory. Please choose a smaller size.',
  },
  'model.missing': {
    retryable: false,
    sentence: (d) => `The network file ${d.file} is missing. Install Atelier again.`,
  },
  'model.damaged': {
    retryable: false,
    sentence: (d) => `The network file ${d.file} is damaged (${d.reason}). Install Atelier again.`,
  },
  'model.unknown': {
    retryable: false,
    sentence: (d) => `There is no network “${d.name}”. Choose one of: ${d.names}.`,
  },
  'model.not-pulled': {
    retryable: false,
    sentence: (d) =>
      `The network ${d.name} is not on this machine. Fetch it: atelier models pull ${d.name}. Or take a file at hand: atelier models import ${d.name} FILE.`,
  },
  'model.changed': {
    retryable: false,
    sentence: (d) =>
      `The network file ${d.file} is not as it was fetched: its SHA-256 is ${d.received}, expected ${d.expected}. Fetch it again: atelier models pull ${d.name}.`,
  },
  'model.unsuitable': {
    retryable: false,
    sentence: (d) => `${d.file} does not hold the network ${d.name}: ${d.reason}.`,
  },
  'download.unreachable': {
    retryable: true,
    sentence: (d) =>
      `${d.host} cannot be reached (${d.reason}). Without a network, take a file from elsewhere: atelier models import ${d.name} FILE.`,
  },
  'download.refused': {
    retryable: false,
    sentence: (d) => `${d.host} did not hand over the network: it answered ${d.status} to ${d.url}.`,
  },
  'download.interrupted': {
    retryable: true,
    sentence: (d) =>
      `The connection to ${d.host} broke off after ${d.megabytes} MB. They are kept: the same command goes on from there.`,
  },
  'download.no-ranges': {
    retryable: false,
    sentence: (d) =>
      `${d.host} does not hand over parts of a file. Fetch the whole file: atelier models pull ${d.name} --whole.`,
  },
  'download.wrong-digest': {
    retryable: false,
    sentence: (d) =>
      `What ${d.host} sent for ${d.name} is not what was expected: its SHA-256 is ${d.received} instead of ${d.expected}. Nothing of it was kept.`,
  },
  'disk.full': {
    retryable: false,
    sentence: (d) =>
      `There is no room in ${d.folder}: ${d.megabytes} MB are needed. What is there already is kept; make room, then run the command again.`,
  },
  'tensorflow.processor': {
    retryable: false,
    sentence: (d) => `TensorFlow cannot run here: ${d.reason}.`,
  },
  'tensorflow.no-python': {
    retryable: false,
    sentence: (d) =>
      `TensorFlow’s wheel needs Python ${d.least} to ${d.most}, and of those ${d.found}. Install one, then run the command again.`,
  },
  'tensorflow.no-compiler': {
    retryable: false,
    sentence: () =>
      'TensorFlow’s binding needs a C++ compiler, and there is none here. Install one (Debian: apt-get install g++; macOS: xcode-select --install), then run the command again.',
  },
  'tensorflow.unreachable': {
    retryable: true,
    sentence: (d) =>
      `There is no network for ${d.what}. What came before is kept: the same command goes on from there.`,
  },
  'tensorflow.failed': {
    retryable: false,
    sentence: (d) =>
      `TensorFlow is not installed: ${d.what} failed (${d.reason}). All output is in ${d.log}.`,
  },
  'file.unreadable': { retryable: false, sentence: (d) => `The file ${d.file} cannot be read: ${d.reason}.` },
  'file.unwritable': {
    retryable: false,
    sentence: (d) => `The file ${d.file} cannot be written: ${d.reason}.`,
  },
  'job.limit': {
    retryable: true,
    sentence: (d) => `You already have ${d.limit} pictures waiting. Please wait until one is finished.`,
  },
  'job.cancelled': { retryable: false, sentence: () => 'The painting was cancelled.' },
  'job.worker-lost': {
    retryable: true,
    sentence: () => 'The painting failed three times because the worker stopped. Please try again later.',
  },
  'job.expired': {
    retryable: true,
    sentence: (d) =>
      `Nobody could paint this within ${d.hours} hours, so it was taken off the list. Please try again.`,
  },
  'photo.gone': {
    retryable: false,
    sentence: () =>
      'The photo of that picture is not kept any more, so it cannot be painted again. Please send it once more.',
  },
  'job.unknown': {
    retryable: false,
    sentence: () => 'This picture is not in the workshop any more, so its buttons have nothing to work on.',
  },
  'job.not-yours': {
    retryable: false,
    sentence: () => 'Only the person who asked for this picture may do that.',
  },
  'job.unfinished': { retryable: true, sentence: () => 'This picture is not finished yet.' },
  'job.too-late': {
    retryable: false,
    sentence: () => 'Too late to cancel: this picture is finished already.',
  },
  'strength.end': {
    retryable: false,
    sentence: (d) => `The style is at its end already: strength ${d.strength} of 0 to 100.`,
  },
  'message.no-picture': {
    retryable: false,
    sentence: () => 'There is no picture in this message that I could paint.',
  },
  'form.stale': {
    retryable: false,
    sentence: () => 'This form has grown old. Please start again with Apps ▸ Style this image.',
  },
  'server.manage': {
    retryable: false,
    sentence: () => 'Only those who may manage this server can do that.',
  },
  'picture.unsafe': {
    retryable: false,
    sentence: () => 'This server keeps pictures like this one to age-restricted channels.',
  },
  'settings.channel': {
    retryable: false,
    sentence: (d) => `On this server I only paint in ${d.channels}.`,
  },
  'settings.role': {
    retryable: false,
    sentence: () => 'On this server only people with certain roles may order pictures.',
  },
  'service.unavailable': {
    retryable: true,
    sentence: () => 'The workshop is not reachable just now. Please try again in a minute.',
  },
  'database.unavailable': {
    retryable: true,
    sentence: (d) => `The database cannot be reached: ${d.reason}.`,
  },
  'environment.invalid': {
    retryable: false,
    sentence: (d) =>
      `The environment variable ${d.variable} is wrong: expected ${d.expected} but received ${d.received}.`,
  },
  internal: {
    retryable: true,
    sentence: () => 'Something went wrong in the workshop. It has been logged; please try again.',
  },
} as const satisfies Record<string, Entry>;

export type ErrorCode = keyof typeof ERRORS;

export class AtelierError extends Error {
  override readonly name = 'AtelierError';
  readonly code: ErrorCode;
  readonly data: Data;

  constructor(code: ErrorCode, data: Data = {}, cause?: unknown) {
    super(sentenceOf(code, data), { cause });
    this.code = code;
    this.data = data;
  }

  get retryable(): boolean {
    return ERRORS[this.code].retryable;
  }
}

/** The sentence a person reads for a recorded code; an unknown code (an older row) reads as `internal`. */
export function sentenceOf(code: string, data: Data = {}): string {
  const entry: Entry = code in ERRORS ? ERRORS[code as ErrorCode] : ERRORS.internal;
  return entry.sentence(data);
}

/** Anything thrown, as an AtelierError: ours unchanged, everything else as `internal` with its cause kept. */
export function asAtelierError(error: unknown): AtelierError {
  return error instanceof AtelierError ? error : new AtelierError('internal', {}, error);
}

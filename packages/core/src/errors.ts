import {
  type CommonErrorCode,
  declareErrors,
  type ErrorEntry,
  type AtelierError as Known,
} from '@atelier/contract/errors.ts';

/** What painting can refuse. `option.invalid` says what is wrong by its `kind`, beside the option and what was received. */
export const CORE_ERRORS = {
  'image.empty': { retryable: false, sentence: 'The file is empty.' },
  'image.unknown-type': {
    retryable: false,
    sentence: 'This is not a picture I can read. Please send a JPEG, PNG, WebP, AVIF or GIF file.',
  },
  'image.svg': {
    retryable: false,
    sentence: 'SVG drawings are not accepted. Please send a JPEG, PNG, WebP, AVIF or GIF file.',
  },
  'image.heic': {
    retryable: false,
    sentence:
      'This is a HEIC photo, which I cannot open. On an iPhone choose Settings ▸ Camera ▸ Formats ▸ Most Compatible for new photos (on Android switch off “high efficiency pictures” in the camera), and send a screenshot of this one or save it as JPEG.',
  },
  'image.jpeg-xl': {
    retryable: false,
    sentence:
      'This is a JPEG XL picture, which I cannot open. Please save it as JPEG or PNG; a screenshot of it will do too.',
  },
  'image.no-still': {
    retryable: false,
    sentence:
      'This animated AVIF holds no still picture that I could paint. Please send it as GIF or WebP, or a screenshot of it.',
  },
  'image.too-costly': {
    retryable: false,
    sentence:
      'Opening this picture takes too much time or memory. Please save it smaller, as JPEG or PNG, and send that.',
  },
  'image.damaged': {
    retryable: false,
    sentence: 'The picture is damaged or incomplete and cannot be opened.',
  },
  'image.too-many-pixels': {
    retryable: false,
    sentence:
      'The picture has too many pixels: {width}×{height}, and at most {limit} megapixels are accepted.',
  },
  'image.too-small': {
    retryable: false,
    sentence: 'The picture is too small: {width}×{height}. Each side needs at least {limit} pixels.',
  },
  'image.too-narrow': {
    retryable: false,
    sentence: 'The picture is too narrow: one side is more than {limit} times the other.',
  },
  'clip.no-ffmpeg': {
    retryable: false,
    sentence:
      'Films need the program ffmpeg, which is not installed here. A GIF, an animated WebP or an APNG needs nothing more.',
  },
  'clip.damaged': { retryable: false, sentence: 'The film is damaged or incomplete and cannot be opened.' },
  'clip.no-frames': { retryable: false, sentence: 'There is no picture in this film.' },
  'clip.too-large': {
    retryable: false,
    sentence: 'The clip is too large: {width}×{height}, and at most {limit} pixels a side are accepted.',
  },
  'preset.unknown': {
    retryable: false,
    sentence: {
      near: 'There is no preset “{preset}”. Did you mean {near}?',
      other: 'There is no preset “{preset}”. Choose one of: {presets}.',
    },
  },
  'preset.no-fast': {
    retryable: false,
    sentence: {
      own: 'A picture of your own cannot be painted fast yet. Choose high quality, or one of: {presets}.',
      other: 'The preset “{preset}” cannot be painted fast yet. Choose high quality, or one of: {presets}.',
    },
  },
  'preset.outdated': {
    retryable: false,
    sentence:
      'The preset “{preset}” was learnt with other networks than this Atelier has. Whoever runs it has to learn it again: atelier learn PAINTING --name {preset} --replace.',
  },
  'preset.name': {
    retryable: false,
    sentence:
      '“{preset}” cannot be the name of a preset: expected at most {limit} small letters, digits and hyphens, and not own-style.',
  },
  'preset.taken': {
    retryable: false,
    sentence:
      'There is a preset “{preset}” already ({what}). Take another name, or --replace to put yours in its place.',
  },
  'preset.not-own': {
    retryable: false,
    sentence:
      'There is no preset “{preset}” of your own to remove in {folder}; those that ship cannot be removed.',
  },
  'option.invalid': {
    retryable: false,
    sentence: {
      whole: 'Expected a whole number from {min} to {max} for {option} but received {received}.',
      range: 'Expected a number from {min} to {max} for {option} but received {received}.',
      'one-of': 'Expected one of {names} for {option} but received {received}.',
      'missing-style':
        'Expected a style in {option}, or a picture of your own in {beside}, but there is neither.',
      'missing-picture': 'Expected a picture in {option}, since the style is to be a picture of your own.',
      'missing-blend': 'Expected a second style in {option} beside {beside}, but there is none.',
      'three-styles':
        'A style picture can be mixed with one more style, not with two: leave {beside} out, or choose your own picture in {option}.',
      'high-size':
        'Expected at most {max} for {option} in high quality (fast goes up to {most}) but received {received}.',
      'high-only':
        'Expected high quality for {option} but received fast: one pass of a trained network has no such setting.',
      'own-picture':
        'Expected a picture of your own as the style beside {option}: a preset keeps none whose places could be matched.',
      other: 'Expected {expected} for {option} but received {received}.',
    },
  },
  'engine.unavailable': { retryable: false, sentence: 'The engine “{engine}” cannot run here: {reason}.' },
  'engine.out-of-memory': {
    retryable: false,
    sentence: 'The picture is too large for this machine’s memory. Please choose a smaller size.',
  },
  'model.missing': {
    retryable: false,
    sentence: 'The network file {file} is missing. Install Atelier again.',
  },
  'model.damaged': {
    retryable: false,
    sentence: 'The network file {file} is damaged ({reason}). Install Atelier again.',
  },
  'model.unknown': { retryable: false, sentence: 'There is no network “{name}”. Choose one of: {names}.' },
  'model.not-pulled': {
    retryable: false,
    sentence:
      'The network {name} is not on this machine. Fetch it: atelier models pull {name}. Or take a file at hand: atelier models import {name} FILE.',
  },
  'model.changed': {
    retryable: false,
    sentence:
      'The network file {file} is not as it was fetched: its SHA-256 is {received}, expected {expected}. Fetch it again: atelier models pull {name}.',
  },
  'model.unsuitable': { retryable: false, sentence: '{file} does not hold the network {name}: {reason}.' },
  'download.unreachable': {
    retryable: true,
    sentence:
      '{host} cannot be reached ({reason}). Without a network, take a file from elsewhere: atelier models import {name} FILE.',
  },
  'download.refused': {
    retryable: false,
    sentence: '{host} did not hand over the network: it answered {status} to {url}.',
  },
  'download.interrupted': {
    retryable: true,
    sentence:
      'The connection to {host} broke off after {megabytes} MB. They are kept: the same command goes on from there.',
  },
  'download.no-ranges': {
    retryable: false,
    sentence:
      '{host} does not hand over parts of a file. Fetch the whole file: atelier models pull {name} --whole.',
  },
  'download.wrong-digest': {
    retryable: false,
    sentence:
      'What {host} sent for {name} is not what was expected: its SHA-256 is {received} instead of {expected}. Nothing of it was kept.',
  },
  'disk.full': {
    retryable: false,
    sentence:
      'There is no room in {folder}: {megabytes} MB are needed. What is there already is kept; make room, then run the command again.',
  },
  'tensorflow.processor': {
    retryable: false,
    sentence: 'TensorFlow cannot run here: {reason}.',
  },
  'tensorflow.no-python': {
    retryable: false,
    sentence:
      'TensorFlow’s wheel needs Python {least} to {most}, and of those {found}. Install one, then run the command again.',
  },
  'tensorflow.no-compiler': {
    retryable: false,
    sentence:
      'TensorFlow’s binding needs a C++ compiler, and there is none here. Install one (Debian: apt-get install g++; macOS: xcode-select --install), then run the command again.',
  },
  'tensorflow.unreachable': {
    retryable: true,
    sentence:
      'There is no network for {what}. What came before is kept: the same command goes on from there.',
  },
  'tensorflow.failed': {
    retryable: false,
    sentence: 'TensorFlow is not installed: {what} failed ({reason}). All output is in {log}.',
  },
  'file.unreadable': { retryable: false, sentence: 'The file {file} cannot be read: {reason}.' },
  'file.unwritable': { retryable: false, sentence: 'The file {file} cannot be written: {reason}.' },
  'job.cancelled': { retryable: false, sentence: 'The painting was cancelled.' },
  'environment.missing': {
    retryable: false,
    sentence: 'Set the environment variable {variable}: {purpose}.',
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof CORE_ERRORS | CommonErrorCode;

export const AtelierError = declareErrors(CORE_ERRORS);
export type AtelierError = Known;

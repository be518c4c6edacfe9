import { dirname, resolve } from 'node:path';
import { AtelierError } from '@atelier/core/errors.ts';
import type { Painting } from '@atelier/core/report/painting.ts';
import { VERSION } from '@atelier/core/version.ts';
import { type Command, InvalidArgumentError, type Option } from 'commander';
import { PIPE, read } from './files.ts';
import { isFile, maskOf } from './style-ingredients.ts';

/** Flags that name files, each perhaps with a style or a weight behind it; and those that make no picture. */
const FILES = ['out', 'outDir', 'plot', 'losses', 'timeLapse', 'keepIn', 'styleImage', 'mask'];
const SILENT = ['config', 'json', 'dryRun', 'resume', 'skipExisting', 'jobs', 'out', 'outDir'];

/** What `--json` prints of a run, and `--config` takes: the same picture again. */
export interface Run {
  photo: string;
  /** SHA-256 of the network that painted; a different one paints a different picture */
  network: string | null;
  version: string;
  /** as `--flags` say it, in the spelling of the library: `styleImage` for `--style-image` */
  options: Record<string, unknown>;
}

/** The run behind a painting. `flags`: as they were typed. */
export function runOf(
  {
    photo,
    out,
    painting: made,
  }: { photo: string; out: string; painting: Pick<Painting, 'image' | 'seed' | 'network'> },
  flags: object,
): Run {
  const { width, height } = made.image;
  const typed = Object.entries(flags).filter(
    ([name, value]) => value !== undefined && !SILENT.includes(name),
  );
  const options = Object.fromEntries(
    typed.map(([name, value]) => [name, FILES.includes(name) ? placed(name, value, process.cwd()) : value]),
  );
  return {
    photo: photo === PIPE ? photo : resolve(photo),
    network: made.network ?? null,
    version: VERSION,
    options: {
      ...options,
      out: out === PIPE ? out : resolve(out),
      size: Math.max(width, height),
      seed: made.seed,
    },
  };
}

/** A path, or several, as seen from a folder: so that a run can be repeated from another one. */
function placed(name: string, value: unknown, folder: string): unknown {
  if (Array.isArray(value)) return value.map((one) => placed(name, one, folder));
  if (typeof value !== 'string' || value === PIPE) return value;
  if (name !== 'mask') return resolve(folder, value);
  const { file, style } = maskOf(value);
  return `${resolve(folder, file)}=${isFile(style) ? resolve(folder, style) : style}`;
}

export interface Settings {
  /** the photo of a run */
  photo: string | undefined;
  /** SHA-256 of the network of a run */
  network: string | undefined;
}

/**
 * Reads a settings file (a run, what `--json` printed, or options alone) into the flags that were not typed.
 * Relative paths are meant from the file's own folder. Errors: file.unreadable, option.invalid.
 */
export async function applySettings(command: Command, file: string): Promise<Settings> {
  const written = parsed(file, await read(file));
  const run = (written.run ?? written) as Record<string, unknown>;
  const options = (run.options ?? written) as Record<string, unknown>;
  const from = file === PIPE ? process.cwd() : dirname(resolve(file));
  for (const [name, value] of Object.entries(options)) {
    const option = command.options.find((each) => each.attributeName() === name);
    if (option === undefined || name === 'config') {
      const known = command.options.map((each) => each.attributeName()).join(', ');
      throw invalid(file, `options of ${command.name()} (${known})`, name);
    }
    const source = command.getOptionValueSource(name);
    if (value === null || (source !== undefined && source !== 'default')) continue;
    const meant = FILES.includes(name) ? placed(name, value, from) : value;
    command.setOptionValueWithSource(name, checked(option, meant, file), 'config');
  }
  const photo = typeof run.photo === 'string' ? (placed('photo', run.photo, from) as string) : undefined;
  return { photo, network: typeof run.network === 'string' ? run.network : undefined };
}

function parsed(file: string, bytes: Uint8Array): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
  } catch {
    // said below
  }
  throw invalid(file, 'a JSON object, such as --json prints', 'something else');
}

/** What the flag itself would make of it. */
function checked(option: Option, value: unknown, file: string): unknown {
  if (option.isBoolean()) {
    if (typeof value === 'boolean') return value;
    throw invalid(file, `true or false for ${option.attributeName()}`, String(value));
  }
  // --keep-colours has a value, and may go without
  if (option.optional && typeof value === 'boolean') return value;
  if (!Array.isArray(value) && typeof value !== 'string' && typeof value !== 'number') {
    throw invalid(file, `a text or a number for ${option.attributeName()}`, typeof value);
  }
  try {
    let result: unknown;
    for (const one of Array.isArray(value) ? value : [value]) {
      result = option.parseArg ? option.parseArg(String(one), result as never) : String(one);
    }
    return result;
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    throw invalid(file, `${error.message.replace(/\.$/, '')} for ${option.attributeName()}`, String(value));
  }
}

function invalid(file: string, expected: string, received: string): AtelierError {
  return new AtelierError('option.invalid', { option: file, expected, received });
}

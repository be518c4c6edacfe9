import { bytesOf, memoryLimit } from '@atelier/core/engines/memory.ts';
import { AtelierError } from '@atelier/core/errors.ts';
import { formatOf } from '@atelier/core/images/formats.ts';
import { CLIP_FORMATS } from '@atelier/core/moving/clip.ts';
import { isFilm } from '@atelier/core/moving/film-type.ts';
import { OPTIONS } from '@atelier/core/transfer/options.ts';
import type { Command } from 'commander';
import { engineChoiceOf, openEngine } from './engine-flags.ts';
import { expectApart, expectReadable, expectWritable, PIPE } from './files.ts';
import { interruptible } from './interrupt.ts';
import { orderFlagsOf } from './order-flags.ts';
import { photosIn } from './photos.ts';
import { progressBar } from './progress-bar.ts';
import {
  type Common,
  inputsOf,
  jsonOf,
  paintFile,
  readPhoto,
  requestFor,
  type StyleFlags,
  styleOf,
} from './style-job.ts';
import type { Recorder, RecordFlags } from './style-record.ts';
import { applySettings, type Settings } from './style-settings.ts';
import { likenessLine, summaryOf } from './summary.ts';

/**
 * `atelier style`: photos in, a painting of each out. Throws AtelierError; prints nothing but progress on failure.
 *
 * @returns the exit code: 1 where one of many could not be painted
 */
export async function style(given: readonly string[], command: Command): Promise<number> {
  const { config } = command.opts<StyleFlags>();
  const settings = config === undefined ? undefined : await applySettings(command, config);
  const flags = command.opts<StyleFlags>();
  const recorded = settings?.photo === undefined ? [] : [settings.photo];
  const photos = await photosIn(given.length > 0 ? given : recorded, flags.outDir);
  const [photo] = photos;
  if (photo === undefined) throw invalid('the photos', 'one or more files, folders or patterns', 'none');
  return interruptible(async (signal) => {
    if (flags.outDir !== undefined) {
      const { styleMany } = await import('./style-batch.ts');
      return styleMany(photos, flags, signal);
    }
    if (photos.length > 1)
      throw invalid('--out', '--out-dir for more than one photo', `${photos.length} photos`);
    await styleOne(photo.file, flags, { settings, signal });
    return 0;
  });
}

async function styleOne(
  photo: string,
  flags: StyleFlags,
  { settings, signal }: { settings: Settings | undefined; signal: AbortSignal },
): Promise<void> {
  const { out, json = false, plot, losses, timeLapse } = flags;
  refuseAlone(flags);
  if (out === undefined) throw invalid('--out', 'a file, or --out-dir and a folder', 'neither');
  if (out === PIPE && json) throw invalid('--json', 'a file for --out, as stdout has room for one', PIPE);
  await expectApart(inputsOf(photo, flags), {
    '--out': out,
    '--plot': plot,
    '--losses': losses,
    '--time-lapse': timeLapse,
  });
  if (photo !== PIPE && canMove(out)) {
    const { styleClip, wantsClip } = await import('./style-clip.ts');
    if (await wantsClip(photo, out)) {
      const { mix, feather, strength = OPTIONS.strength.default, keepColours = false } = flags;
      const clip = { ...orderFlagsOf(flags), ...(await styleOf(flags)), mix, feather, strength, keepColours };
      return styleClip(photo, { ...flags, out }, clip);
    }
  } else if (photo !== PIPE && (await isFilm(photo))) {
    throw invalid('--out', 'a file name ending in .mp4, .webp or .gif for a film', out);
  }
  if (out !== PIPE) formatOf(out);
  await expectWritable(out);
  await expectReadable(photo);
  const style = await styleOf(flags);
  const record = await recorderFor(flags);
  const bar = progressBar();
  // while the engine's library is loaded
  const image = readPhoto(photo, flags);
  image.catch(() => {}); // told where it is waited for
  const engine = await openEngine(flags);
  const common: Common = { flags, engine, style, signal };
  try {
    if (flags.dryRun) {
      bar.stop();
      const memory = memoryLimit(bytesOf(flags.memory) ?? engineChoiceOf(flags).memory);
      const { printPrediction } = await import('./style-predict.ts');
      return await printPrediction(await requestFor(photo, common, image), { json, memory });
    }
    const made = await paintFile(photo, out, common, { bar, record, image });
    noteOtherNetwork(settings, made.painting.network);
    if (json) return void process.stdout.write(`${JSON.stringify(jsonOf(made, common))}\n`);
    const said = out === PIPE ? process.stderr : process.stdout;
    said.write(summaryOf(made.painting, out) + likenessLine(made.likeness));
  } finally {
    bar.stop();
    await engine.close();
  }
}

function canMove(out: string): boolean {
  return CLIP_FORMATS.some((format) => out.toLowerCase().endsWith(`.${format}`));
}

/** Whoever wants nothing beside the picture does not wait for what draws it. */
async function recorderFor(flags: StyleFlags): Promise<Recorder | undefined> {
  const names = [
    'plot',
    'losses',
    'timeLapse',
    'keepIn',
    'keepEvery',
  ] as const satisfies (keyof RecordFlags)[];
  if (names.every((name) => flags[name] === undefined)) return undefined;
  return (await import('./style-record.ts')).recorder(flags);
}

/** What is for many photos. */
function refuseAlone(flags: StyleFlags): void {
  const option = flags.skipExisting ? '--skip-existing' : flags.jobs === undefined ? undefined : '--jobs';
  if (option !== undefined) throw invalid(option, '--out-dir beside it', 'none');
}

/** The run that is repeated was painted by another network: said, and painted all the same. */
function noteOtherNetwork(settings: Settings | undefined, network: string | null | undefined): void {
  if (settings?.network === undefined || network === settings.network) return;
  process.stderr.write(
    `The picture differs from the one that is repeated: that was painted by the network ` +
      `${settings.network.slice(0, 12)}, this one by ${String(network).slice(0, 12)}.\n`,
  );
}

function invalid(option: string, expected: string, received: string): AtelierError {
  return new AtelierError('option.invalid', { option, expected, received });
}

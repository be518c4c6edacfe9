import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { asAtelierError } from '@atelier/contract/errors.ts';
import { AtelierError } from '@atelier/core/errors.ts';
import { isFilm } from '@atelier/core/moving/film-type.ts';
import { openEngine } from './engine-flags.ts';
import { expectApart, PIPE, unwritable } from './files.ts';
import { ready } from './getting-ready.ts';
import { type Photo, placesFor } from './photos.ts';
import { progressBar } from './progress-bar.ts';
import {
  type Common,
  inputsOf,
  jsonOf,
  type Made,
  paintFile,
  type StyleFlags,
  styleOf,
} from './style-job.ts';

interface Row {
  photo: string;
  out: string;
  state: 'painted' | 'skipped' | 'failed';
  made?: Made;
  error?: AtelierError;
}

/** `atelier style … --out-dir`: all photos with one engine; what fails is told at the end, and the others are painted. */
export async function styleMany(
  photos: readonly Photo[],
  flags: StyleFlags,
  signal: AbortSignal,
): Promise<number> {
  refuseForMany(flags);
  const places = placesFor(photos, flags.outDir!, flags.format);
  for (const [i, { file }] of photos.entries())
    await expectApart(inputsOf(file, flags), { '--out-dir': places[i] });
  await makeFolder(flags.outDir!);
  const style = await styleOf(flags);
  const engine = await openEngine(flags);
  const common: Common = { flags, engine, style, signal };
  const rows: Row[] = photos.map(({ file }, i) => ({ photo: file, out: places[i]!, state: 'skipped' }));
  try {
    // each job takes the next photo until none is left
    const left = rows.keys();
    const work = async () => {
      for (const i of left) {
        rows[i] = await painted(rows[i]!, common, `${i + 1}/${rows.length} `);
        if (signal.aborted) return;
      }
    };
    await Promise.all(Array.from({ length: flags.jobs ?? 1 }, work));
  } finally {
    await engine.close();
  }
  ready();
  process.stdout.write(flags.json ? `${JSON.stringify(jsonFor(rows, common))}\n` : tableOf(rows));
  return rows.some(({ state }) => state === 'failed') ? 1 : 0;
}

async function painted(row: Row, common: Common, about: string): Promise<Row> {
  const { photo, out } = row;
  const { flags, signal } = common;
  if (flags.skipExisting && (await stat(out).catch(() => undefined))?.isFile()) return row;
  // several bars in one line would write over each other
  const bar = (flags.jobs ?? 1) === 1 ? progressBar(about) : { update: async () => {}, stop: () => {} };
  try {
    if (photo !== PIPE && (await isFilm(photo))) throw filmAmongMany(photo);
    await makeFolder(dirname(out));
    const made = await paintFile(photo, out, common, { bar });
    return { photo, out, state: 'painted', made };
  } catch (thrown) {
    const error = asAtelierError(thrown);
    if (signal.aborted) return row;
    return { photo, out, state: 'failed', error };
  } finally {
    bar.stop();
  }
}

function filmAmongMany(file: string): AtelierError {
  const expected = 'pictures that stand still, as a film is painted by itself with --out,';
  return new AtelierError('option.invalid', { option: '--out-dir', expected, received: file });
}

/** What is written beside one picture has one name. */
function refuseForMany(flags: StyleFlags): void {
  const alone = {
    '--out': flags.out,
    '--plot': flags.plot,
    '--losses': flags.losses,
    '--time-lapse': flags.timeLapse,
    '--keep-in': flags.keepIn,
    '--dry-run': flags.dryRun,
  };
  const [option] = Object.entries(alone).find(([, value]) => value !== undefined) ?? [];
  if (option === undefined) return;
  throw new AtelierError('option.invalid', {
    option,
    expected: 'one photo and --out',
    received: '--out-dir',
  });
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    throw unwritable(folder, cause);
  }
}

const HEAD = ['photo', 'painting', 'size', 'seconds', 'loss'];
/** columns of numbers stand at the right */
const RIGHT = new Set([2, 3, 4]);

function tableOf(rows: readonly Row[]): string {
  const cells = rows.map(({ photo, out, state, made, error }) => {
    if (made === undefined)
      return [photo, state === 'failed' ? `failed: ${told(error!, photo)}` : `${out} (skipped)`];
    const { image, seconds, losses } = made.painting;
    const ssim = made.likeness === undefined ? [] : [`SSIM ${made.likeness.ssim.toFixed(2)}`];
    return [
      photo,
      out,
      `${image.width}×${image.height}`,
      seconds.toFixed(1),
      losses.at(-1)!.total.toPrecision(3),
      ...ssim,
    ];
  });
  const lines = [HEAD, ...cells];
  const widths = HEAD.map((_, i) =>
    Math.max(...lines.filter((line) => line.length > 2).map((line) => [...(line[i] ?? '')].length)),
  );
  // a photo that failed has a name too
  widths[0] = Math.max(...lines.map((line) => [...(line[0] ?? '')].length));
  const text = lines.map((line) =>
    line
      .map((cell, i) => (RIGHT.has(i) ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  return `${text.join('\n')}\n${countOf(rows)}\n`;
}

/** `11 painted, 1 failed` */
function countOf(rows: readonly Row[]): string {
  const states = ['painted', 'skipped', 'failed'] as const;
  const counts = states.map((state) => [rows.filter((row) => row.state === state).length, state] as const);
  return counts
    .filter(([count, state]) => count > 0 || state === 'painted')
    .map((pair) => pair.join(' '))
    .join(', ');
}

/** The name stands in the first column already. */
function told(error: AtelierError, photo: string): string {
  return error.message.startsWith(`${photo}: `) ? error.message.slice(photo.length + 2) : error.message;
}

function jsonFor(rows: readonly Row[], common: Common): object {
  const photos = rows.map(({ photo, out, state, made, error }) => ({
    photo,
    state,
    ...(made === undefined ? { out } : jsonOf(made, common)),
    ...(error === undefined ? {} : { error: { code: error.code, message: told(error, photo) } }),
  }));
  const count = (state: Row['state']) => rows.filter((row) => row.state === state).length;
  return { painted: count('painted'), skipped: count('skipped'), failed: count('failed'), photos };
}

import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { AtelierError } from '@atelier/core/errors.ts';
import { type Figure, VERDICTS } from '@atelier/core/lab/figure.ts';
import { FIGURES } from '@atelier/core/lab/figures.ts';
import { Lab, type NamedImage, SCALES } from '@atelier/core/lab/lab.ts';
import { pageOf } from '@atelier/core/lab/page.ts';
import { type Outcome, runFigures } from '@atelier/core/lab/run.ts';
import { dataDirectoryOf } from '@atelier/core/models/data-directory.ts';
import { Presets, SingleBar } from 'cli-progress';
import type { EngineFlags } from './engine-flags.ts';
import { expectWritable, readPicture, unwritable, write } from './files.ts';
import { withNetwork } from './study.ts';

interface LabFlags extends EngineFlags {
  out?: string;
  quick?: boolean;
  network?: string;
  pooling?: string;
  photo?: string;
  painting?: string;
  fresh?: boolean;
  list?: boolean;
  json?: boolean;
}

/** The project's own, in its documentation: free photos, and what Atelier painted of one of them. */
const DOCUMENTS = fileURLToPath(new URL('../../../docs/', import.meta.url));
/** The first one is painted. */
const PHOTOS = 'fig dogs-at-the-window drum-and-wine stream sunset brushes aitzgorri dandelion'.split(' ');
/** The first one is the style where one is enough. */
const PAINTINGS = 'starry-night great-wave the-scream composition-vii contrast-of-forms'.split(' ');
const PHOTO_CREDITS = 'photos/CREDITS.md';

/** `atelier lab`: every experiment that was asked for, one page. */
export async function lab(names: string[], flags: LabFlags): Promise<void> {
  const { out = 'lab', quick = false, fresh: isFresh = false } = flags;
  if (flags.list) return list(flags);
  const figures = names.length === 0 ? FIGURES : names.map(figureOf);
  const page = join(out, 'index.html');
  const pictures = await picturesOf(flags);
  await withNetwork(flags, async (engine, network, signal) => {
    await makeFolder(out);
    await expectWritable(page);
    const scale = quick ? 'quick' : 'full';
    const bench = new Lab({ engine, network, scale, ...pictures, signal });
    const facts = {
      network: `${network.name} (${network.digest.slice(0, 12)})`,
      pooling: network.pooling,
      side: SCALES[scale].side,
      engine: `${engine.name} on ${engine.device}`,
      credits: await creditsOf(flags),
      count: figures.length,
    };
    const outcomes: Outcome[] = [];
    const bar = figureBar();
    try {
      const cache = join(dataDirectoryOf(), 'lab');
      for await (const outcome of runFigures(bench, figures, { cache, isFresh, onProgress: bar.update })) {
        outcomes.push(outcome);
        const { html, pictures: files } = await pageOf(outcomes, facts);
        for (const [name, bytes] of files) await write(join(out, name), bytes);
        await write(page, Buffer.from(html));
        bar.stop();
        if (!flags.json) process.stdout.write(lineOf(outcome));
      }
    } finally {
      bar.stop();
    }
    if (flags.json)
      process.stdout.write(`${JSON.stringify({ out: page, figures: outcomes.map(plainly) })}\n`);
    else process.stdout.write(`${page}\n`);
    if (outcomes.some((outcome) => 'error' in outcome)) process.exitCode = 1;
  });
}

function list({ json }: LabFlags): void {
  const rows = FIGURES.map(({ name, title, claim, source }) => ({ name, title, claim, source }));
  if (json) process.stdout.write(`${JSON.stringify(rows)}\n`);
  else
    for (const { name, title, claim, source } of rows)
      process.stdout.write(`${name}\n  ${title}\n  ${claim}\n  ${source}\n`);
}

function figureOf(name: string): Figure {
  const figure = FIGURES.find((each) => each.name === name);
  if (figure !== undefined) return figure;
  throw new AtelierError('option.invalid', {
    option: 'figure',
    kind: 'one-of',
    names: FIGURES.map((each) => each.name).join(', '),
    received: name,
  });
}

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((cause) => {
    throw unwritable(folder, cause);
  });
}

/** Longer side at which they are read: twice what is painted. */
const MAX_SIDE = 512;

async function picturesOf({
  photo,
  painting,
}: LabFlags): Promise<{ photos: NamedImage[]; paintings: NamedImage[] }> {
  const named = (folder: string) => async (name: string) => {
    const image = await readPicture(join(DOCUMENTS, folder, `${name}.jpg`), { maxSide: MAX_SIDE });
    return { name: name.replaceAll('-', ' '), image };
  };
  const own = async (file: string) => ({
    name: 'yours',
    image: await readPicture(file, { maxSide: MAX_SIDE }),
  });
  const photos = await Promise.all(PHOTOS.map(named('photos')));
  const paintings = await Promise.all(PAINTINGS.map(named('gallery')));
  if (photo !== undefined) photos[0] = await own(photo);
  if (painting !== undefined) paintings[0] = await own(painting);
  return { photos, paintings };
}

async function creditsOf({ photo, painting }: LabFlags): Promise<string[]> {
  const credits = await readFile(join(DOCUMENTS, PHOTO_CREDITS), 'utf8');
  const rows = credits.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  const lines = rows.flatMap(([, files = '', who]) => (files.includes('.jpg') ? [`${files}: ${who}`] : []));
  return [
    ...lines,
    'The paintings are pictures of Atelier’s own: picos-de-europa.jpg in the style of presets, from docs/gallery. No painting itself is part of the project.',
    ...(photo === undefined ? [] : [`The photo that is painted: ${photo}`]),
    ...(painting === undefined ? [] : [`The first style: ${painting}`]),
  ];
}

function lineOf(outcome: Outcome): string {
  const name = outcome.figure.name.padEnd(18);
  if ('error' in outcome) return `${name} failed: ${outcome.error}\n`;
  const { verdict, seconds } = outcome.done;
  return `${name} ${VERDICTS[verdict].padEnd(19)} ${outcome.isCached ? 'kept' : `${seconds.toFixed(0)} s`}\n`;
}

function plainly(outcome: Outcome): object {
  const { name, claim, source } = outcome.figure;
  if ('error' in outcome) return { name, claim, source, error: outcome.error };
  const { verdict, seconds, finding } = outcome.done;
  const { checks, table, notes } = finding;
  return { name, claim, source, verdict, seconds, isCached: outcome.isCached, checks, table, notes };
}

/** On stderr, and silent where that is no terminal. */
function figureBar() {
  const format = '{bar} {percentage} % | {figure} | {eta_formatted} left';
  const options = { stream: process.stderr, format, clearOnComplete: true, hideCursor: true };
  let bar: SingleBar | undefined;
  const stop = () => {
    bar?.stop();
    bar = undefined;
  };
  return {
    async update({ figure, fraction }: { figure: Figure; fraction: number }): Promise<void> {
      const value = Math.round(fraction * 1000);
      if (bar === undefined) {
        bar = new SingleBar(options, Presets.shades_classic);
        bar.start(1000, value, { figure: figure.name });
      } else bar.update(value, { figure: figure.name });
      await turn();
    },
    stop,
  };
}

import { access, constants, stat } from 'node:fs/promises';
import { AtelierError } from '@atelier/core/errors.ts';
import { pulledFolder } from '@atelier/core/models/data-directory.ts';
import { MODELS_FOLDER } from '@atelier/core/models/locate.ts';
import { findPulled, type PulledFile, removePulled } from '@atelier/core/models/pulled.ts';
import { importNetwork } from '@atelier/core/networks/import.ts';
import { loadPerceptual, PERCEPTUAL_FILE, SHIPPED_NETWORK } from '@atelier/core/networks/perceptual.ts';
import { anyStyle, loadPredictor, PREDICTOR_FILE } from '@atelier/core/networks/predictor.ts';
import { type Pulled, pullNetwork } from '@atelier/core/networks/pull.ts';
import { loadNetwork, PUBLISHED, type Published } from '@atelier/core/networks/registry.ts';
import { loadTransform, TRANSFORM_FILE } from '@atelier/core/networks/transform-file.ts';
import { Presets, SingleBar } from 'cli-progress';
import { reasonOf } from './files.ts';

const PREDICTOR = {
  name: 'predictor',
  file: PREDICTOR_FILE,
  use: 'style vectors of any picture, for fast quality',
  load: async () => loadPredictor(await loadTransform()),
};

const SHIPPED = [
  {
    name: SHIPPED_NETWORK,
    file: PERCEPTUAL_FILE,
    use: 'loss network of high quality',
    load: loadPerceptual,
  },
  { name: 'transform', file: TRANSFORM_FILE, use: 'transform network of fast quality', load: loadTransform },
  ...(anyStyle() ? [PREDICTOR] : []),
];

interface Row {
  name: string;
  use: string;
  state: 'shipped' | 'here' | 'absent';
  /** null: it is not here */
  file: string | null;
  bytes: number | null;
  sha256: string | null;
}

/** `atelier models list`: what ships, read and checked, and what can be pulled or has been. */
export async function listModels(options: { json?: boolean }): Promise<void> {
  const rows = [...(await Promise.all(SHIPPED.map(shippedRow))), ...(await Promise.all(publishedRows()))];
  if (options.json) {
    process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
    return;
  }
  for (const { name, use, state, file, bytes, sha256 } of rows) {
    const where =
      bytes === null
        ? `not here; atelier models pull ${name}`
        : `${file}, ${megabytes(bytes)}, SHA-256 ${sha256 ?? 'not recorded'}`;
    process.stdout.write(`${name.padEnd(10)}  ${state.padEnd(7)}  ${use}\n${' '.repeat(21)}${where}\n`);
  }
}

/** `atelier models pull NAME` */
export async function pullModel(name: string, options: { whole?: boolean; url?: string }): Promise<void> {
  if (SHIPPED.some((shipped) => shipped.name === name)) {
    return say(`${name} ships with Atelier: there is nothing to fetch.`);
  }
  const bar = downloadBar(name);
  try {
    const folder = pulledFolder();
    if (options.url !== undefined && !URL.canParse(options.url)) {
      const expected = 'an address that begins with https://';
      throw new AtelierError('option.invalid', { option: '--url', expected, received: options.url });
    }
    const pulled = await pullNetwork(name, pullable(name), {
      ...options,
      folder,
      onProgress: bar.update,
    });
    bar.stop();
    say(`${describe(name, pulled)}\n${CHECKED[pulled.checked]}`);
  } finally {
    bar.stop();
  }
}

const CHECKED: Record<Pulled['checked'], string> = {
  there: 'It was there already, and is as it was when it came.',
  published: 'The file had the published SHA-256.',
  recorded: 'It is the same as when it was fetched before.',
  first:
    'Only its layers were fetched, for which no SHA-256 is published: the one above is recorded, and every later ' +
    'file is compared with it. --whole fetches the whole file and checks the published one.',
};

/** `atelier models import NAME FILE` */
export async function importModel(name: string, file: string): Promise<void> {
  const published = pullable(name);
  await access(file, constants.R_OK).catch((cause) => {
    throw new AtelierError('file.unreadable', { file, reason: reasonOf(cause) }, cause);
  });
  const imported = await importNetwork(name, published, file, pulledFolder());
  await loadNetwork(name);
  say(describe(name, imported));
}

/** `atelier models remove NAME` */
export async function removeModel(name: string): Promise<void> {
  pullable(name);
  const removed = await removePulled(name, pulledFolder());
  say(removed ? `${name} is removed.` : `${name} was not here.`);
}

/** Of those that are not part of Atelier. Throws `model.unknown`. */
function pullable(name: string): Published {
  const published = Object.hasOwn(PUBLISHED, name) ? PUBLISHED[name] : undefined;
  if (published) return published;
  throw new AtelierError('model.unknown', { name, names: Object.keys(PUBLISHED).join(', ') });
}

async function shippedRow({ name, file, use, load }: (typeof SHIPPED)[number]): Promise<Row> {
  const { digest } = await load();
  const { size } = await stat(MODELS_FOLDER + file);
  return { name, use, state: 'shipped', file: `models/${file}`, bytes: size, sha256: digest };
}

function publishedRows(): Promise<Row>[] {
  return Object.entries(PUBLISHED).map(async ([name, { use }]): Promise<Row> => {
    const found = await findPulled(name, pulledFolder());
    if (found === undefined) return { name, use, state: 'absent', file: null, bytes: null, sha256: null };
    return { name, use, state: 'here', ...found, sha256: found.sha256 ?? null };
  });
}

function describe(name: string, { file, bytes, sha256 }: PulledFile): string {
  return `${name}: ${file}, ${megabytes(bytes)}, SHA-256 ${sha256}`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Megabytes of a download on stderr; silent where stderr is not a terminal, so that logs stay readable. */
function downloadBar(name: string): { update(done: number, total: number): void; stop(): void } {
  const bar = new SingleBar(
    {
      stream: process.stderr,
      format: `${name} {bar} {value} of {total} MB | {eta_formatted} left`,
      clearOnComplete: true,
      hideCursor: true,
    },
    Presets.shades_classic,
  );
  const megabytes = (bytes: number) => Math.round(bytes / 1e5) / 10;
  return {
    update(done, total) {
      if (bar.isActive) bar.update(megabytes(done));
      else bar.start(megabytes(total), megabytes(done));
    },
    stop() {
      if (bar.isActive) bar.stop();
    },
  };
}

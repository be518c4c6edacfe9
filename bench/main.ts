/**
 * `npm run bench`: what things cost on this machine; rewrites docs/benchmarks.md. `npm run bench -- PART …`: those parts
 * alone, printed and not written. `against REF`: beside another commit, with `--rounds`, `--sizes` and `--quality`. `start REF`: `npm start` beside another commit's, with `--rounds`, and with `--install` `npm ci` too. `suite REF`: the tests beside another commit's. `--large`: high quality up to 2048 pixels, which takes minutes. `--pytorch venv`: beside
 * the system's PyTorch a current one, 5.5 GB in the data directory. `clips` with `--sizes`, and by turns with another checkout with `--before DIRECTORY`. Every ratio compares
 * two things measured in one run.
 */
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { benchAgainst } from './against.ts';
import { benchClips } from './clips.ts';
import { benchDiscord } from './discord.ts';
import { benchFast } from './fast.ts';
import { benchGradient } from './gradient.ts';
import { benchStart } from './started.ts';
import { benchSuite } from './suite.ts';

/** In a process of its own, so that its peak memory is its own. */
const inProcess = (file: string, ...args: string[]) =>
  execFileSync(process.execPath, [fileURLToPath(new URL(file, import.meta.url)), ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
    .trimEnd()
    .split('\n');

const { values: options, positionals: asked } = parseArgs({
  allowPositionals: true,
  options: {
    large: { type: 'boolean', default: false },
    pytorch: { type: 'string' },
    before: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    sizes: { type: 'string' },
    quality: { type: 'string', default: 'high,fast' },
    install: { type: 'boolean', default: false },
  },
});
const { large } = options;
if (options.pytorch !== undefined && options.pytorch !== 'venv') {
  console.error(`Expected venv for --pytorch but received ${options.pytorch}`);
  process.exit(2);
}
const current = options.pytorch === 'venv';

const PREDICTED = ['fast:512', 'fast:1024', 'fast:2048', 'fast:4096', 'high:256', 'high:512', 'high:1024'];
const sizesOf = (list: string) => list.split(',').map(Number);

interface Part {
  readonly title: string;
  readonly task: () => Promise<string[]> | string[];
}

const PARTS: Readonly<Record<string, Part>> = {
  gradient: {
    title: 'Loss and gradient, compact network',
    task: () => benchGradient([256, 512], { current }),
  },
  engines: { title: 'The engines side by side', task: () => inProcess('./engines.ts') },
  profile: {
    title: 'Where loss and gradient spend their time',
    task: () => inProcess('./profile.ts', '512'),
  },
  high: { title: 'A whole picture in high quality', task: () => inProcess('./high.ts', '512') },
  scaling: {
    title: 'High quality by size',
    task: () => [
      ...inProcess('./scaling.ts', '256', '512', '1024', ...(large ? ['2048'] : [])),
      '',
      ...inProcess('./single-scale.ts', '256', '512'),
    ],
  },
  memory: {
    title: 'Memory of high quality',
    task: () => inProcess('./memory.ts', '256', '512', '1024'),
  },
  fast: {
    title: 'Fast quality',
    task: async () => [
      ...(await benchFast(512)),
      '',
      '| large | |',
      '|---|---|',
      ...inProcess('./fast-large.ts', '2048'),
    ],
  },
  predictions: {
    title: 'How true predictions are',
    task: () => inProcess('./predictions.ts', ...PREDICTED, ...(large ? ['high:2048', 'fast:6000'] : [])),
  },
  painter: {
    title: 'The painter’s own process',
    task: () => inProcess('./painter.ts'),
  },
  clips: {
    title: 'Clips in fast quality',
    task: () => benchClips({ before: options.before, sizes: sizesOf(options.sizes ?? '256,720') }),
  },
  chat: { title: 'In the chat', task: benchDiscord },
};

const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
const machine = `Atelier ${version}, Node ${process.version}, ${cpus().length} × ${cpus()[0]!.model.trim()}.`;
console.log(machine);
const [part, against] = asked;
if (part === 'against' && against !== undefined && asked.length === 2) {
  const sizes = sizesOf(options.sizes ?? '512,1024');
  const qualities = options.quality.split(',');
  const rows = await benchAgainst(against, { rounds: Number(options.rounds), sizes, qualities });
  for (const row of rows) console.log(row);
  process.exit();
}
if (part === 'start' && against !== undefined && asked.length === 2) {
  const { install } = options;
  for (const row of await benchStart(against, { rounds: Number(options.rounds), install })) console.log(row);
  process.exit();
}
if (part === 'suite' && against !== undefined && asked.length === 2) {
  for (const row of benchSuite(against)) console.log(row);
  process.exit();
}
for (const name of asked) {
  if (!Object.hasOwn(PARTS, name)) {
    console.error(`Expected parts (${Object.keys(PARTS).join(', ')}) but received ${name}`);
    process.exit(2);
  }
}
const lines: string[] = [];
for (const name of asked.length > 0 ? asked : Object.keys(PARTS)) {
  const { title, task } = PARTS[name]!;
  console.log(`\n## ${title}\n`);
  const own = await task();
  for (const line of own) console.log(line);
  lines.push('', `## ${title}`, '', ...own);
}
const intro = [
  '# Benchmarks',
  '',
  'Written by `npm run bench`. Ratios compare what was measured in the same run; absolute times are this machine’s.',
  '',
  machine,
];
if (asked.length === 0) {
  await writeFile(new URL('../docs/benchmarks.md', import.meta.url), [...intro, ...lines, ''].join('\n'));
}

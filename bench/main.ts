/**
 * `npm run bench`: what things cost on this machine; rewrites docs/benchmarks.md.
 * Every ratio compares two things measured in this one run.
 */
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { benchDiscord } from './discord.ts';
import { benchFast } from './fast.ts';
import { benchGradient } from './gradient.ts';

const say = (line: string) => process.stdout.write(`${line}\n`);
const section = async (title: string, task: () => Promise<string[]>) => {
  say(`\n## ${title}\n`);
  const lines = await task();
  for (const line of lines) say(line);
  return ['', `## ${title}`, '', ...lines];
};

/** In a process of its own, so that its peak memory is its own. */
const inProcess = (file: string, ...args: string[]) =>
  execFileSync(process.execPath, [fileURLToPath(new URL(file, import.meta.url)), ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
    .trimEnd()
    .split('\n');

const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
const machine = `Atelier ${version}, Node ${process.version}, ${cpus().length} × ${cpus()[0].model.trim()}.`;
say(machine);
const sections = [
  await section('Loss and gradient, compact network', () => benchGradient([256, 512])),
  await section('Where loss and gradient spend their time', async () => inProcess('./profile.ts', '512')),
  await section('A whole picture in high quality', async () => inProcess('./high.ts', '512')),
  await section('Memory of high quality', async () => inProcess('./memory.ts', '256', '512', '1024')),
  await section('Fast quality', async () => [
    ...(await benchFast(512)),
    '',
    '| large | |',
    '|---|---|',
    ...inProcess('./fast-large.ts', '2048'),
  ]),
  await section('In the chat', benchDiscord),
];
const intro = [
  '# Benchmarks',
  '',
  'Written by `npm run bench`. Ratios compare what was measured in the same run; absolute times are this machine’s.',
  '',
  machine,
];
await writeFile(
  new URL('../docs/benchmarks.md', import.meta.url),
  [...intro, ...sections.flat(), ''].join('\n'),
);

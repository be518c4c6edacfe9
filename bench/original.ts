/**
 * `npm run bench -- original VGG19 PAINTING`: the method that a user would find first (VGG-19, L-BFGS, PyTorch) until its
 * picture is judged as good as ours in high quality, which takes minutes, beside our whole command. VGG19: its weights as
 * safetensors, named conv1_1.weight …; PAINTING: The Starry Night as a picture.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decode } from '@atelier/core/images/decode.ts';
import { ROOT, runAtelier } from './command.ts';
import { pytorchVenv } from './pytorch-venv.ts';

/** Gradients after which it gives up: what the original takes by default. */
const MOST = 500;
const PHOTO = join(ROOT, 'docs/photos/picos-de-europa.jpg');

interface Theirs {
  seconds: number;
  evaluations: number;
  reached: boolean;
  theirs: Judged;
  ours: Judged;
  torch: string;
}

interface Judged {
  style: number;
  content: number;
}

export interface OriginalOptions {
  readonly weights: string;
  readonly painting: string;
  /** longer side, pixels */
  readonly size: number;
  /** a current PyTorch instead of the system's */
  readonly current: boolean;
}

export async function benchOriginal(options: OriginalOptions): Promise<string[]> {
  const { weights, painting, size, current } = options;
  const folder = mkdtempSync(join(tmpdir(), 'atelier-original-'));
  try {
    const out = join(folder, 'ours.png');
    const given = ['style', PHOTO, '--preset', 'starry-night', '--quality', 'high', '--size', `${size}`];
    const ours = await runAtelier(ROOT, [...given, '--out', out]);
    const pictures: string[] = [];
    for (const [i, file] of [PHOTO, painting, out].entries()) {
      const image = await decode(await readFile(file), { maxSide: size });
      const raw = join(folder, `${i}.raw`);
      await writeFile(raw, image.data);
      pictures.push(`${raw}:${image.height}:${image.width}`);
    }
    const python = current ? await pytorchVenv() : '/usr/bin/python3';
    const script = fileURLToPath(new URL('./original.py', import.meta.url));
    const theirs: Theirs = JSON.parse(
      execFileSync(python, [script, weights, `${MOST}`, ...pictures], { encoding: 'utf8' }),
    );
    return linesOf(size, ours.seconds, theirs);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function linesOf(size: number, seconds: number, { theirs, ours, ...taken }: Theirs): string[] {
  const row = (name: string, took: number, { style, content }: Judged) =>
    `| ${name} | ${took.toFixed(1)} s | ${style.toFixed(3)} | ${content.toFixed(3)} |`;
  const ratio = `${taken.reached ? '' : 'more than '}${(taken.seconds / seconds).toFixed(0)} times`;
  return [
    `| ${size} pixels, picos-de-europa in The Starry Night | time | style left | content |`,
    '|---|---|---|---|',
    row('ours, high quality, the whole command', seconds, ours),
    row(`VGG-19, L-BFGS, PyTorch ${taken.torch}, ${taken.evaluations} gradients`, taken.seconds, theirs),
    '',
    `It takes ${ratio} our time${taken.reached ? '' : ', and is not as good then'}.`,
  ];
}

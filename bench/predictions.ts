/** How true `--dry-run` is: what a painting was said to take, and what it then took, each in a process of its own. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from '@atelier/core/images/decode.ts';
import { encode } from '@atelier/core/images/encode.ts';
import { resize } from '@atelier/core/images/resize.ts';
import { ROOT, runAtelier } from './command.ts';
import { samplePhotoBytes } from './photo.ts';

/** `fast:1024 …` */
const asked = process.argv.slice(2).map((word) => word.split(':') as [string, string]);
const file = await decode(await samplePhotoBytes());
const folder = await mkdtemp(join(tmpdir(), 'atelier-predictions-'));
console.log('| picture | said | taken | ratio | memory said | peak of the process |');
console.log('|---|---|---|---|---|---|');
try {
  for (const [quality, side] of asked) {
    const photo = join(folder, 'photo.png');
    const sized = await resize(file, Number(side), Math.round((Number(side) * file.height) / file.width));
    await writeFile(photo, await encode(sized, { format: 'png' }));
    const painting = ['style', photo, '--preset', 'starry-night', '--quality', quality, '--size', side];
    const command = [...painting, '--out', join(folder, 'painted.png'), '--json'];
    const said = JSON.parse((await runAtelier(ROOT, [...command, '--dry-run'])).stdout);
    const { stdout, bytes } = await runAtelier(ROOT, command);
    const taken = JSON.parse(stdout).seconds;
    const megabytes = (value: number) => `${Math.round(value / 1e6)} MB`;
    console.log(
      `| ${quality}, ${side} px | ${said.seconds.toFixed(1)} s | ${taken.toFixed(1)} s | ${(taken / said.seconds).toFixed(2)} | ${said.bytes === null ? '–' : megabytes(said.bytes)} | ${megabytes(bytes)} |`,
    );
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { sharp } from '@atelier/core/images/sharp.ts';
import { parseArgs } from './program.ts';

const folder = await mkdtemp(join(tmpdir(), 'atelier-refusals-'));
after(() => rm(folder, { recursive: true }));
const inside = (name: string) => join(folder, name);
const photo = fileURLToPath(new URL('../../../docs/photos/fig.jpg', import.meta.url));
await writeFile(inside('text.jpg'), 'no picture');
const colour = { create: { width: 50, height: 90, channels: 3 as const, background: 'white' } };
await sharp(colour).png().toFile(inside('tall.png'));

/** What `atelier` says on stderr; it must refuse, in one line. */
async function refusalOf(args: readonly string[]): Promise<string> {
  let said = '';
  const usual = process.stderr.write;
  process.stderr.write = (text) => {
    said += text;
    return true;
  };
  try {
    assert.equal(await parseArgs([...args], '0'), 1, args.join(' '));
  } finally {
    process.stderr.write = usual;
  }
  assert.equal(said.trimEnd().split('\n').length, 1, said);
  return said;
}

const STYLE = ['style', photo, '--size', '64', '--out', inside('x.png')];
const PRESET = [...STYLE, '--preset', 'udnie'];
const FAST = [...PRESET, '--quality', 'fast'];
const study = (name: string) => [name, photo, '--size', '64', '--out', inside('x.png')];

const REFUSED: [string, string[], RegExp][] = [
  [
    'the flag, not the library’s option',
    [...PRESET, '--content-layers', 'conv9'],
    /for --content-layers but/,
  ],
  [
    'a flag of another name',
    [...PRESET, '--optimiser', 'adam', '--learning-rate', '99'],
    /for --learning-rate/,
  ],
  ['nothing where a layer should be', [...PRESET, '--style-layers', 'conv1_1,'], /received nothing/],
  ['no iterations', [...PRESET, '--iterations', '0'], /from 1 to 100000 for --iterations/],
  ['what fast quality has not, by its flag', [...FAST, '--iterations', '9'], /high quality for --iterations/],
  ['a folder that is not there', [...PRESET, '--out', inside('no/x.png')], /its folder does not exist/],
  [
    'a film where nothing can be written',
    [...PRESET, '--time-lapse', inside('no/x.gif')],
    /no.x\.gif cannot be/,
  ],
  ['a plot that is no PNG', [...PRESET, '--plot', inside('x.jpg')], /\.png for --plot/],
  ['a file where pictures should go', [...PRESET, '--keep-in', inside('text.jpg')], /a file of that name/],
  [
    'which of the files is no picture',
    [...STYLE, '--style-image', inside('text.jpg')],
    /text\.jpg: This is not/,
  ],
  ['a mask of another shape', [...STYLE, '--mask', `${inside('tall.png')}:udnie`], /0\.56 : 1/],
  ['a dry run of what is refused', [...PRESET, '--dry-run', '--style-rotation', '9'], /cannot be rotated/],
  [
    'colours of no painting',
    [...study('reconstruct'), '--from', 'colours'],
    /noise, photo or mix for --from/,
  ],
  ['a wrong start', [...study('reconstruct'), '--from', 'mix:2'], /for --from/],
  [
    'a preset at layers that it lacks',
    [...study('dream'), '--preset', 'udnie', '--style-layers', 'conv2_2'],
    /only in conv1_1/,
  ],
  [
    'a preset in another pooling',
    [...study('dream'), '--preset', 'udnie', '--pooling', 'max'],
    /compact, max/,
  ],
  [
    'layers of no style',
    [...study('dream'), '--style-layers', 'conv2_2'],
    /--preset or --style-image beside/,
  ],
  ['an unknown pooling', [...study('look'), '--layer', 'conv1_1', '--pooling', 'sum'], /l2 for --pooling/],
  ['a count of no patches', [...study('look'), '--layer', 'conv1_1', '--count', '3'], /--unit beside it/],
  ['no address', ['models', 'pull', 'vgg19', '--url', 'nowhere'], /https:.* for --url/],
  [
    'no network file',
    ['models', 'import', 'vgg19', inside('none')],
    /none cannot be read: it does not exist/,
  ],
];
for (const [name, args, line] of REFUSED) {
  test(`said in one line: ${name}`, async () => assert.match(await refusalOf(args), line));
}

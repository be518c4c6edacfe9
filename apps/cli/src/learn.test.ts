import assert from 'node:assert/strict';
import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chooseEngine } from '@atelier/core/engines/choose.ts';
import { decode } from '@atelier/core/images/decode.ts';
import { findPreset } from '@atelier/core/styles/catalogue.ts';
import { useOwnPresets } from '@atelier/core/styles/catalogue-own.ts';
import { presetFolder } from '@atelier/core/styles/preset-folder.ts';
import { paint } from '@atelier/core/transfer/paint.ts';
import { read } from './files.ts';
import { learn } from './learn.ts';

const PHOTOS = fileURLToPath(new URL('../../../docs/photos', import.meta.url));
const FIG = join(PHOTOS, 'fig.jpg');

const folder = await mkdtemp(join(tmpdir(), 'atelier-learn-'));
const before = { ...process.env };
process.env.ATELIER_PRESETS = join(folder, 'presets');
useOwnPresets(presetFolder(process.env.ATELIER_PRESETS));
after(async () => {
  process.env = before;
  await rm(folder, { recursive: true });
});

test('learn writes a preset that both qualities paint with', async () => {
  await copyFile(join(PHOTOS, 'sunset.jpg'), join(folder, 'one.jpg'));
  const plot = join(folder, 'plot.png');
  await learn(FIG, { name: 'fig', artist: 'T. Freespace', mood: ['green'], photos: folder, steps: 1, plot });
  assert.deepEqual(await readdir(join(folder, 'presets')), ['fig.safetensors']);
  assert.ok((await read(plot)).length > 1000);
  const { title, artist, fast, moods } = findPreset('fig');
  assert.deepEqual([title, artist, fast, moods], ['Fig', 'T. Freespace', true, ['green']]);
  const engine = await chooseEngine({ engine: 'auto', device: 'cpu' });
  try {
    const photo = await decode(await read(FIG), { maxSide: 64 });
    for (const quality of ['fast', 'high'] as const) {
      const { image } = await paint({ photo, preset: 'fig', quality, size: 64, engine });
      assert.equal(Math.max(image.width, image.height), 64);
    }
  } finally {
    await engine.close();
  }
});

test('what cannot work is said before anything is computed', async () => {
  await assert.rejects(learn(FIG, { name: 'starry-night' }), { code: 'preset.taken' });
  await assert.rejects(learn(FIG, { name: 'Fig' }), { code: 'preset.name' });
  await assert.rejects(learn('no-such.jpg', { name: 'fig-2' }), { code: 'file.unreadable' });
  const nowhere = join(folder, 'nowhere');
  await assert.rejects(learn(FIG, { name: 'fig-2', photos: nowhere }), { code: 'file.unreadable' });
  const empty = join(folder, 'presets');
  await assert.rejects(learn(FIG, { name: 'fig-2', photos: empty }), { code: 'option.invalid' });
});

import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, test } from 'node:test';
import { styleLengthOf } from '../networks/transform.ts';
import { STYLE_LAYERS } from '../objective/objectives.ts';
import { randomTransform } from '../testing/random-transform.ts';
import { findPreset, PRESETS, presets, searchPresets } from './catalogue.ts';
import { useOwnPresets } from './catalogue-own.ts';
import { checkNewName, removePreset, writePreset } from './catalogue-write.ts';
import { formatPreset, loadPreset, type StoredStyle, vectorOfPreset } from './preset-file.ts';
import { presetFolder } from './preset-folder.ts';

const folder = await mkdtemp(join(tmpdir(), 'atelier-presets-'));
useOwnPresets(presetFolder(folder));
afterEach(async () => {
  for (const file of await readdir(folder)) await rm(join(folder, file));
});
after(() => rm(folder, { recursive: true }));

const transform = randomTransform();
const VECTOR = new Float32Array(styleLengthOf(transform)).fill(0.25);
const STATISTICS = { mean: Float32Array.of(2), covariance: Float32Array.of(4) };
const STYLE: StoredStyle = {
  sizes: [
    {
      side: 128,
      statistics: new Map(STYLE_LAYERS.map((layer) => [layer, STATISTICS])),
    },
  ],
};

function file({
  network = 'loss',
  digest = transform.digest,
  title = 'Mine',
  style = STYLE,
} = {}): Uint8Array {
  const metadata = { transform: digest, title, artist: 'Me', year: '2026', moods: 'zebra, striped' };
  return formatPreset(style, network, { vector: VECTOR, metadata });
}

test('an own preset is listed first, found, searched by its moods, and gone when it is removed', async () => {
  assert.deepEqual(presets(), PRESETS);
  const path = await writePreset(folder, 'mine', file());
  assert.deepEqual(await readdir(folder), ['mine.safetensors']);
  assert.equal(presets()[0]!.name, 'mine');
  assert.equal(presets().length, PRESETS.length + 1);
  assert.deepEqual(findPreset('mine'), {
    ...{ name: 'mine', title: 'Mine', artist: 'Me', year: '2026' },
    ...{ fast: true, moods: ['zebra', 'striped'], own: true },
  });
  assert.deepEqual(
    searchPresets('zebra', 5).map(({ name }) => name),
    ['mine'],
  );
  assert.equal(await removePreset(folder, 'mine'), path);
  assert.deepEqual(presets(), PRESETS);
  await assert.rejects(removePreset(folder, 'mine'), { code: 'preset.not-own' });
  await assert.rejects(removePreset(folder, PRESETS[0]!.name), { code: 'preset.not-own' });
});

test('its statistics serve high quality, its vector fast', async () => {
  await writePreset(folder, 'mine', file());
  const statistics = await (await loadPreset('mine', 'loss')).at(500);
  assert.deepEqual(statistics, STYLE.sizes[0]!.statistics);
  assert.deepEqual(await vectorOfPreset(transform, 'mine'), VECTOR);
  assert.deepEqual(await vectorOfPreset(transform, 'some'), transform.styles.get('some'));
  assert.equal(await vectorOfPreset(transform, 'neither'), undefined);
});

test('with other networks it is refused, for each quality by its own', async () => {
  await writePreset(folder, 'mine', file({ digest: 'older' }));
  await loadPreset('mine', 'loss');
  const outdated = { code: 'preset.outdated', message: /“mine” .* --replace/ };
  await assert.rejects(vectorOfPreset(transform, 'mine'), outdated);
  await writePreset(folder, 'mine', file({ network: 'older' }));
  await vectorOfPreset(transform, 'mine');
  await assert.rejects(loadPreset('mine', 'loss'), outdated);
});

test('learnt when fewer layers counted, it is refused in high quality', async () => {
  const sizes = STYLE.sizes.map(({ side }) => ({ side, statistics: new Map([['conv1_1', STATISTICS]]) }));
  await writePreset(folder, 'mine', file({ style: { sizes } }));
  await assert.rejects(loadPreset('mine', 'loss'), { code: 'preset.outdated' });
});

test('names: small letters, digits, hyphens; taken ones only to replace', async () => {
  for (const name of ['', 'Mine', 'a b', '../x', 'ä', 'own-style', 'a'.repeat(61)]) {
    assert.throws(() => checkNewName(name, true), { code: 'preset.name' }, name);
  }
  checkNewName('mine-2', false);
  const taken = { code: 'preset.taken' };
  assert.throws(() => checkNewName('starry-night', false), { ...taken, message: /\(The Starry Night\)/ });
  await writePreset(folder, 'mine', file());
  assert.throws(() => checkNewName('mine', false), { ...taken, message: /your own, Mine/ });
  checkNewName('mine', true);
});

test('one that replaces a shipped one takes its place; a new file under an old name is seen', async () => {
  await writePreset(folder, 'starry-night', file({ title: 'My Night' }));
  assert.equal(findPreset('starry-night').title, 'My Night');
  assert.equal(presets().length, PRESETS.length);
  assert.deepEqual(await vectorOfPreset(transform, 'starry-night'), VECTOR);
  await writePreset(folder, 'starry-night', file({ title: 'Another Night' }));
  assert.equal(findPreset('starry-night').title, 'Another Night');
});

test('what is no preset is passed over and named', async () => {
  await writeFile(join(folder, 'torn.safetensors'), (await readFileOf()).subarray(0, 50));
  await writeFile(join(folder, '.mine.part'), 'x');
  await writeFile(join(folder, 'Notes.safetensors'), 'x');
  assert.deepEqual(presets(), PRESETS);
  assert.deepEqual(presetFolder(folder).damaged(), [join(folder, 'torn.safetensors')]);
});

test('a folder that cannot be written to is file.unwritable, and nothing is left', async () => {
  const path = join(folder, 'a-file');
  await writeFile(path, '');
  await assert.rejects(writePreset(path, 'mine', file()), { code: 'file.unwritable' });
  assert.deepEqual(await readdir(folder), ['a-file']);
});

test('a folder that is not there, or is none, holds none', async () => {
  await writeFile(join(folder, 'a-file'), '');
  for (const name of ['not-there', 'a-file']) {
    useOwnPresets(presetFolder(join(folder, name)));
    assert.deepEqual(presets(), PRESETS);
  }
  useOwnPresets(presetFolder(folder));
});

async function readFileOf(): Promise<Uint8Array> {
  return readFile(await writePreset(folder, 'whole', file())).finally(() =>
    rm(join(folder, 'whole.safetensors')),
  );
}

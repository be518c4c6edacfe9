import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadTransform } from '../networks/transform-file.ts';
import { findPreset, PRESETS, searchPresets } from './catalogue.ts';

test('every preset that ships is painted in both qualities', async () => {
  assert.ok(PRESETS.length >= 16);
  const { styles } = await loadTransform();
  assert.deepEqual(
    [...styles.keys()],
    PRESETS.filter(({ fast }) => fast).map(({ name }) => name),
  );
  assert.ok(PRESETS.every(({ fast }) => fast));
  assert.equal(new Set(PRESETS.map(({ name }) => name)).size, PRESETS.length);
});

test('an unknown name is refused with the names that there are', () => {
  assert.throws(() => findPreset('starrynight'), { message: /Did you mean starry-night\?/ });
  assert.throws(() => findPreset('starry'), { code: 'preset.unknown', message: /“starry”.*starry-night, / });
});

test('search finds names before moods, every word, without accents or case', () => {
  assert.equal(searchPresets('STARRY', 5)[0].name, 'starry-night');
  assert.ok(searchPresets('gogh night', 25).every(({ artist }) => artist.includes('Gogh')));
  assert.equal(searchPresets('zzz', 5).length, 0);
  assert.equal(searchPresets('', 3).length, 3);
});

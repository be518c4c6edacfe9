import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findPreset, PRESETS, searchPresets } from './catalogue.ts';

test('the presets that the issue names are there, with the fast ones marked', () => {
  assert.ok(PRESETS.length >= 12);
  for (const name of ['starry-night', 'great-wave', 'the-scream', 'composition-vii']) {
    assert.equal(findPreset(name).fast, true, name);
  }
  assert.equal(new Set(PRESETS.map(({ name }) => name)).size, PRESETS.length);
});

test('an unknown name is refused with the names that there are', () => {
  assert.throws(() => findPreset('starry'), { code: 'preset.unknown', message: /“starry”.*starry-night, / });
});

test('search finds names before moods, every word, without accents or case', () => {
  assert.equal(searchPresets('STARRY', 5)[0].name, 'starry-night');
  assert.ok(searchPresets('gogh night', 25).every(({ artist }) => artist.includes('Gogh')));
  assert.equal(searchPresets('zzz', 5).length, 0);
  assert.equal(searchPresets('', 3).length, 3);
});

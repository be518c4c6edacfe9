import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PRESETS, type Preset } from '@atelier/core/styles/catalogue.ts';
import { AtelierError } from '@atelier/queue/errors.ts';
import { PRESET_MAX_LENGTH } from '../registration/style-command.ts';
import { WORDS } from '../words.ts';
import { presetChoices, presetLabel, resolvePreset, resolveQuality } from './preset-option.ts';

const code = (expected: string) => (error: unknown) =>
  error instanceof AtelierError && error.code === expected;

describe('the choice of a preset', () => {
  it('keeps to Discord’s limits for every preset', () => {
    for (const typed of ['', 'a', ...PRESETS.map(({ title }) => title)]) {
      const choices = presetChoices(typed, WORDS);
      assert.ok(choices.length <= 25);
      for (const { name, value } of choices) {
        assert.ok(name.length >= 1 && name.length <= 100, name);
        assert.ok(value.length >= 1 && value.length <= PRESET_MAX_LENGTH, value);
      }
    }
  });

  it('names a preset whose author said little without empty places', () => {
    const preset = { ...PRESETS[0]!, title: 'Mine', artist: '', year: '', fast: true, own: true };
    assert.equal(presetLabel(preset, WORDS), 'Mine');
    assert.equal(presetLabel({ ...preset, artist: 'Me' }, WORDS), 'Mine · Me');
    assert.equal(presetLabel({ ...preset, artist: 'Me', year: '2026' }, WORDS), 'Mine · Me, 2026');
  });

  it('finds what was meant by name, by title, and by what only one answers to', () => {
    for (const written of ['starry-night', ' Starry-Night ', 'the starry night'])
      assert.equal(resolvePreset(written).name, 'starry-night', written);
    assert.equal(resolvePreset('scream').name, 'the-scream');
  });

  it('refuses what nothing or several answer to, and lists the names', () => {
    for (const written of ['', '   ', 'nothing like it', 'night sky of nobody', '__proto__', '\u0000'])
      assert.throws(() => resolvePreset(written), code('preset.unknown'), written);
    assert.throws(() => resolvePreset('a'), code('preset.unknown'));
    assert.throws(() => resolvePreset('zz'), /starry-night/);
  });
});

describe('the choice of a quality', () => {
  const preset = (fast: boolean): Preset => ({ ...PRESETS[0]!, name: 'x', fast });

  it('is fast where the preset can, unless somebody chose', () => {
    assert.equal(resolveQuality(preset(true), null), 'fast');
    assert.equal(resolveQuality(preset(false), null), 'high');
    assert.equal(resolveQuality(preset(true), 'high'), 'high');
    assert.equal(resolveQuality(preset(true), 'fast'), 'fast');
    assert.equal(resolveQuality(preset(true), null, 'high'), 'high');
    assert.equal(resolveQuality(preset(false), null, 'fast'), 'high');
  });

  it('is refused where the preset cannot, and where it is none', () => {
    assert.throws(() => resolveQuality(preset(false), 'fast'), code('preset.no-fast'));
    assert.throws(() => resolveQuality(preset(true), 'ultra'), code('option.invalid'));
  });
});

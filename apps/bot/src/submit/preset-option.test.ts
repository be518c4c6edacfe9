import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PRESETS, type Preset } from '@atelier/core/styles/catalogue.ts';
import { presetList, useOwnPresets } from '@atelier/core/styles/catalogue-own.ts';
import { LANGUAGES } from '@atelier/discord/texts/locale.ts';
import { AtelierError } from '@atelier/queue/errors.ts';
import { PRESET_MAX_LENGTH } from '../registration/style-command.ts';
import { presetChoices, presetLabel, resolvePreset, resolveQuality } from './preset-option.ts';

const code = (expected: string) => (error: unknown) =>
  error instanceof AtelierError && error.code === expected;

describe('the choice of a preset', () => {
  it('keeps to Discord’s limits for every preset', () => {
    const typed = ['', 'a', ...PRESETS.map(({ title }) => title)];
    for (const [locale, text] of LANGUAGES.flatMap((locale) =>
      typed.map((text) => [locale, text] as const),
    )) {
      const choices = presetChoices(text, { locale, guildId: null });
      assert.ok(choices.length <= 25);
      for (const { name, value } of choices) {
        assert.ok(name.length >= 1 && name.length <= 100, name);
        assert.ok(value.length >= 1 && value.length <= PRESET_MAX_LENGTH, value);
      }
    }
  });

  it('names a preset whose author said little without empty places', () => {
    const preset = { ...PRESETS[0]!, title: 'Mine', artist: '', year: '', fast: true, own: true };
    assert.equal(presetLabel(preset, 'en'), 'Mine');
    assert.equal(presetLabel({ ...preset, artist: 'Me' }, 'en'), 'Mine · Me');
    assert.equal(presetLabel({ ...preset, artist: 'Me', year: '2026' }, 'en'), 'Mine · Me, 2026');
  });

  it('finds what was meant by name, by title, and by what only one answers to', () => {
    for (const written of ['starry-night', ' Starry-Night ', 'the starry night'])
      assert.equal(resolvePreset(written).name, 'starry-night', written);
    assert.equal(resolvePreset('scream').name, 'the-scream');
    for (const written of ['Sternennacht', 'la nuit étoilée', '星月夜'])
      assert.equal(resolvePreset(written).name, 'starry-night', written);
  });

  it('is called something whatever its author wrote, and cut between characters', () => {
    const preset = { ...PRESETS[0]!, name: 'mine', artist: '', year: '', own: true };
    assert.equal(presetLabel({ ...preset, title: ' \u200b ' }, 'en'), 'mine');
    assert.equal(presetLabel({ ...preset, title: '🧑‍🎨'.repeat(40) }, 'en').length % 5, 1);
  });

  it('is a server’s own only there', (test) => {
    const own = { ...PRESETS[0]!, name: 'mine', title: 'Mine', own: true, guildId: '1' };
    useOwnPresets(presetList([own]));
    test.after(() => useOwnPresets(presetList([])));
    const offered = (guildId: string | null) => presetChoices('mine', { locale: 'en', guildId })[0]?.value;
    assert.equal(offered('1'), 'mine');
    assert.notEqual(offered('2'), 'mine');
    assert.notEqual(offered(null), 'mine');
    assert.equal(resolvePreset('mine', '1').title, 'Mine');
    assert.throws(() => resolvePreset('mine', '2'), code('preset.unknown'));
  });

  it('refuses what nothing or several answer to, and lists the names', () => {
    for (const written of ['', '   ', 'nothing like it', 'night sky of nobody', '__proto__', '\u0000'])
      assert.throws(() => resolvePreset(written), code('preset.unknown'), written);
    assert.throws(() => resolvePreset('a'), code('preset.unknown'));
    assert.throws(() => resolvePreset('zz'), /starry-night/);
    assert.throws(() => resolvePreset('sternenacht'), /Did you mean starry-night/);
    assert.throws(() => resolvePreset('gogh'), /Did you mean .*wheat-field/);
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

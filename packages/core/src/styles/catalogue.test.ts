import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { loadTransform } from '../networks/transform-file.ts';
import { findPreset, PRESETS, searchPresets } from './catalogue.ts';
import { creditIn, titleIn, wordsOf } from './preset-words.ts';

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
  assert.throws(() => findPreset('starrynight'), { message: /Did you mean starry-night,/ });
  assert.throws(() => findPreset('starry'), { code: 'preset.unknown', message: /“starry”.*starry-night, / });
});

test('search finds names before moods, every word, without accents or case', () => {
  assert.equal(searchPresets('STARRY', 5)[0]!.name, 'starry-night');
  assert.ok(searchPresets('gogh night', 25).every(({ artist }) => artist.includes('Gogh')));
  assert.equal(searchPresets('zzz', 5).length, 0);
  assert.equal(searchPresets('', 3).length, 3);
});

test('search finds in every language, and with a slip of the pen', () => {
  const first: Record<string, string> = {
    sternennacht: 'starry-night',
    sternenacht: 'starry-night',
    'nuit étoilée': 'starry-night',
    'nuit etoile': 'starry-night',
    noche: 'starry-night',
    starrynight: 'starry-night',
    'stary nigt': 'starry-night',
    星月夜: 'starry-night',
    北斎: 'great-wave',
    'große welle': 'great-wave',
    'grosse welle': 'great-wave',
    kanagwa: 'great-wave',
    ムンク: 'the-scream',
    schrei: 'the-scream',
    vangogh: 'starry-night',
    'van goh': 'starry-night',
    picaso: 'portrait-of-picasso',
    picasso: 'portrait-of-picasso',
    cubism: 'udnie',
    kubismus: 'udnie',
    seerosen: 'water-lilies',
    nympheas: 'water-lilies',
    impresionismo: 'water-lilies',
    weizenf: 'wheat-field',
    kandinski: 'composition-vii',
    puntillismo: 'grande-jatte',
    sad: 'the-scream',
    traurig: 'the-scream',
    悲しい: 'the-scream',
    'die seerosen': 'water-lilies',
    'das nachtcafé': 'night-cafe',
    heuhaufen: 'haystacks',
    'meules de foin': 'haystacks',
    'fleurs de cerisier': 'cherry-blossoms',
    le: 'the-scream',
  };
  for (const [text, name] of Object.entries(first))
    assert.equal(searchPresets(text, 25)[0]?.name, name, text);
  assert.deepEqual(searchPresets('nothing like it', 5), []);
  assert.deepEqual(searchPresets('qwertz', 5), []);
});

test('a name that is none is answered with what may have been meant', () => {
  const near = (written: string) => {
    try {
      findPreset(written);
      return undefined;
    } catch (error) {
      return (error as { data: { near?: string } }).data.near;
    }
  };
  assert.equal(near('starrynight')?.split(', ')[0], 'starry-night');
  assert.equal(near('picaso')?.split(', ')[0], 'portrait-of-picasso');
  assert.equal(near('the sternenacht please')?.split(', ')[0], 'starry-night');
  assert.equal(near('qwertz'), undefined);
});

test('titles and artists are there in every language, each mood has its words', () => {
  for (const preset of PRESETS) {
    for (const language of ['de', 'fr', 'es-ES', 'ja', 'pt-BR']) {
      assert.ok(titleIn(preset, language).length > 0);
      assert.match(titleIn(preset, 'ja'), /[\p{sc=Han}\p{sc=Katakana}]/u, preset.name);
      assert.doesNotMatch(creditIn(preset, language), /undated|unidentified/);
    }
    for (const mood of preset.moods) assert.ok(wordsOf(preset)[2].length > preset.moods.length, mood);
    assert.equal(titleIn(preset, 'en'), preset.title);
  }
  const { alsoCalled } = JSON.parse(
    readFileSync(new URL('../../../../models/presets/words.json', import.meta.url), 'utf8'),
  );
  for (const name of Object.keys(alsoCalled))
    assert.ok(
      PRESETS.some((preset) => preset.name === name),
      name,
    );
});

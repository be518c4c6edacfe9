import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { COMMON_ERRORS, sentenceOf } from '@atelier/contract/errors.ts';
import { CORE_ERRORS } from '@atelier/core/errors.ts';
import { QUEUE_ERRORS } from '@atelier/queue/errors.ts';
import { RUNTIME_ERRORS } from '@atelier/runtime/errors.ts';
import { DISCORD_ERRORS } from '../errors.ts';
import { en } from './en.ts';
import { fill, LANGUAGES, languageOf, plural } from './locale.ts';
import { errorSentence, TEXTS, textsFor } from './texts.ts';

/** Every text under its path: `queued.next`. */
function leaves(tree: object, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) => {
    const here = path === '' ? key : `${path}.${key}`;
    return typeof value === 'string' ? [[here, value] as [string, string]] : leaves(value, here);
  });
}
const namesIn = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

describe('the texts', () => {
  const english = new Map(leaves(en));
  for (const language of LANGUAGES.slice(1)) {
    const texts = new Map(leaves(TEXTS[language]));

    it(`${language} has every text, and none besides`, () => {
      assert.deepEqual([...texts.keys()].sort(), [...english.keys()].sort());
    });

    it(`${language} fills in the same names`, () => {
      for (const [key, text] of texts) {
        // the form for one may write the number out
        if (key.endsWith('.one')) continue;
        const names = namesIn(english.get(key)!);
        // what is English in an error's data is for the command line and the log
        if (key.startsWith('errors.'))
          assert.ok(
            namesIn(text).every((name) => names.includes(name)),
            text,
          );
        else assert.deepEqual(namesIn(text), names, `${key}: ${text}`);
      }
    });
  }

  it('have labels that fit on a button', () => {
    for (const language of LANGUAGES) {
      for (const label of Object.values(TEXTS[language].buttons)) assert.ok(label.length <= 40, label);
    }
  });

  it('take their English errors from the packages that throw them', () => {
    const all = { ...COMMON_ERRORS, ...CORE_ERRORS, ...RUNTIME_ERRORS, ...QUEUE_ERRORS, ...DISCORD_ERRORS };
    assert.deepEqual(Object.keys(en.errors).sort(), Object.keys(all).sort());
    assert.equal(errorSentence('en-US', 'job.limit', { limit: 4 }), sentenceOf('job.limit', { limit: 4 }));
    assert.match(errorSentence('de', 'job.limit', { limit: 4 }), /schon 4 Bilder/);
    assert.match(errorSentence('de', 'job.limit', { limit: 1 }), /schon ein Bild/);
    assert.match(errorSentence('pt-BR', 'job.limit', { limit: 1 }), /tem uma imagem/);
    const meant = { preset: 'sternenacht', near: 'starry-night, mine', presets: 'udnie', kind: 'near' };
    assert.match(
      errorSentence('de', 'preset.unknown', meant),
      /„sternenacht“.*Meinst du Sternennacht, mine\?/,
    );
    assert.equal(errorSentence('de', 'of.tomorrow'), TEXTS.de.errors.internal);
    assert.equal(errorSentence('de', 'constructor'), TEXTS.de.errors.internal);
  });
});

describe('the language', () => {
  it('follows the locale', () => {
    const spoken = ['en-GB', 'en-US', 'de', 'fr', 'es-ES', 'es-419', 'ja', 'pt-BR', 'pl', ''].map(languageOf);
    assert.deepEqual(spoken, ['en', 'en', 'de', 'fr', 'es-ES', 'es-ES', 'ja', 'pt-BR', 'en', 'en']);
    assert.equal(textsFor('tlh'), TEXTS.en);
  });

  it('decides between one and many, and what is filled in stays as it is', () => {
    const { ahead } = TEXTS.en.queued;
    assert.equal(plural('en', 1, ahead), 'One picture is before yours.');
    assert.equal(plural('en', 1234, ahead), '1,234 pictures are before yours.');
    assert.equal(plural('ja', 1, TEXTS.ja.queued.ahead), 'あなたの前に1枚あります。');
    assert.equal(fill('{a} {b} {c}', { a: '{b}', b: 0 }), '{b} 0 {c}');
  });
});

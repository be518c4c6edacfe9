import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ERRORS } from '../errors.ts';
import { en } from './en.ts';
import { fill, LANGUAGES, languageOf, plural } from './locale.ts';
import { errorSentence, TEXTS, textsFor } from './texts.ts';

/** Errors that only who runs Atelier meets, on a command line or in a log. */
const OPERATORS = new Set([
  'engine.unavailable',
  'preset.name',
  'preset.taken',
  'preset.not-own',
  'model.unknown',
  'model.not-pulled',
  'model.changed',
  'model.unsuitable',
  'download.unreachable',
  'download.refused',
  'download.interrupted',
  'download.no-ranges',
  'download.wrong-digest',
  'disk.full',
  'tensorflow.processor',
  'tensorflow.no-python',
  'tensorflow.no-compiler',
  'tensorflow.unreachable',
  'tensorflow.failed',
  'file.unreadable',
  'file.unwritable',
  'database.unavailable',
  'environment.invalid',
]);

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
      const expected = [...english.keys()].filter((key) => !OPERATORS.has(key.replace(/^errors\./, '')));
      assert.deepEqual([...texts.keys()].sort(), expected.sort());
    });

    it(`${language} fills in the same names`, () => {
      for (const [key, text] of texts) {
        // the form for one may write the number out
        if (key.endsWith('.one')) continue;
        assert.deepEqual(namesIn(text), namesIn(english.get(key)!), `${key}: ${text}`);
      }
    });
  }

  it('have labels that fit on a button', () => {
    for (const language of LANGUAGES) {
      for (const label of Object.values(TEXTS[language].buttons)) assert.ok(label.length <= 40, label);
    }
  });

  it('take their English errors from the catalogue, with names where data comes in', () => {
    assert.equal(Object.keys(en.errors).length, Object.keys(ERRORS).length);
    assert.match(en.errors['job.limit'], /already have \{limit\} pictures/);
    assert.equal(
      errorSentence('en-US', 'job.limit', { limit: 4 }),
      ERRORS['job.limit'].sentence({ limit: 4 }),
    );
    assert.match(errorSentence('de', 'job.limit', { limit: 4 }), /schon 4 Bilder/);
    assert.equal(errorSentence('de', 'of.tomorrow'), TEXTS.de.errors.internal);
    assert.equal(
      errorSentence('ja', 'file.unreadable', { file: 'x', reason: 'y' }),
      'The file x cannot be read: y.',
    );
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

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fill, LANGUAGES, languageOf, parts } from './words.ts';

/** Every text under its path: `composer.send`. */
function leaves(tree: object, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) => {
    const here = path === '' ? key : `${path}.${key}`;
    return typeof value === 'string' ? [[here, value] as [string, string]] : leaves(value, here);
  });
}
const namesIn = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
const english = new Map(leaves(LANGUAGES['en-US'].words));

for (const [language, { words }] of Object.entries(LANGUAGES))
  test(`${language} lacks no words, has none besides, and fills in the same names`, () => {
    const texts = new Map(leaves(words));
    assert.deepEqual([...texts.keys()].sort(), [...english.keys()].sort());
    for (const [key, text] of texts) {
      assert.notEqual(text.trim(), '', key);
      assert.deepEqual(namesIn(text), namesIn(english.get(key) ?? ''), key);
    }
    const same = [...texts].filter(([key, text]) => text === english.get(key)).map(([key]) => key);
    if (language !== 'en-US') assert.ok(same.length < 10, `left in English: ${same}`);
  });

test('the language is the first of those wished that is spoken', () => {
  assert.equal(languageOf(['nl', 'de-AT', 'fr']), 'de');
  assert.equal(languageOf(['es-419']), 'es-ES');
  assert.equal(languageOf(['pt']), 'pt-BR');
  assert.equal(languageOf(['nl', '']), 'en-US');
  assert.equal(languageOf([]), 'en-US');
});

test('what is filled in comes in the order of the language, and stays as it is', () => {
  assert.deepEqual(parts('{a} used {b}', { a: 1, b: 2 }), ['', 1, ' used ', 2, '']);
  assert.equal(fill('{b} {a} {c}', { a: '{b}', b: 0 }), '0 {b} {c}');
});

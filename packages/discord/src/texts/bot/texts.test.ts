import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LANGUAGES } from '../locale.ts';
import { ASKED, ORDER_TEXTS } from '../order.ts';
import { TEXTS } from '../texts.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { esES } from './es-ES.ts';
import { fr } from './fr.ts';
import { ja } from './ja.ts';
import { ptBR } from './pt-BR.ts';
import { BOT_TEXTS, botTextsFor } from './texts.ts';

const TRANSLATIONS = { de, fr, 'es-ES': esES, ja, 'pt-BR': ptBR };

/** Every text under its path: `queue.none`. */
function leaves(tree: object, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) => {
    const here = path === '' ? key : `${path}.${key}`;
    return typeof value === 'string' ? [[here, value] as [string, string]] : leaves(value, here);
  });
}
const namesIn = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

describe('the bot’s own words', () => {
  const english = new Map(leaves(en));

  it('are there in every language that there is', () => {
    assert.deepEqual(['en', ...Object.keys(TRANSLATIONS)].sort(), [...LANGUAGES].sort());
    assert.equal(botTextsFor('es-419').queue.none, esES.queue.none);
  });

  for (const [language, translation] of Object.entries(TRANSLATIONS)) {
    const texts = new Map(leaves(translation));

    it(`${language} lacks none, and has none besides`, () => {
      assert.deepEqual([...texts.keys()].sort(), [...english.keys()].sort());
    });

    it(`${language} fills in the same names`, () => {
      for (const [key, text] of texts) assert.deepEqual(namesIn(text), namesIn(english.get(key) ?? ''), key);
    });
  }
});

describe('a command that a sentence speaks of', () => {
  for (const language of LANGUAGES) {
    it(`${language} is called as it is registered in that language`, () => {
      const names = Object.values(BOT_TEXTS[language].commands).map(({ name }) => name);
      const sentences = [...leaves(BOT_TEXTS[language]), ...leaves(TEXTS[language])].map(([, text]) => text);
      const spoken = sentences.flatMap((text) => [...text.matchAll(/(?<![\w/<])\/(\p{L}{2,})/gu)]);
      assert.ok(spoken.length > 5);
      for (const [, name] of spoken) assert.ok(names.includes(name!), `/${name} is none of ${names}`);
      const inMenu = sentences.filter((text) => /(Ap\p{L}+|アプリ) ▸/u.test(text));
      assert.ok(inMenu.length > 1);
      for (const text of inMenu)
        assert.ok(
          names.some((name) => text.includes(`▸ ${name}`)),
          text,
        );
    });
  }
});

/** Discord's limits for forms: titles and labels 45 characters, what explains them 100. */
describe('forms', () => {
  for (const language of LANGUAGES) {
    it(`${language} have labels and notes that Discord takes`, () => {
      const { paintForm, deletion, privacy, report, quota } = BOT_TEXTS[language];
      const { photosNote, some: _, ...painting } = paintForm;
      const { picturesHour, picturesDay, secondsHour, secondsDay } = quota;
      const labels = [
        ...leaves(painting).map(([, text]) => text),
        ...[deletion.title, deletion.question, privacy.eraseTitle, privacy.eraseSure],
        ...[report.title, report.question, quota.title, quota.roles],
        ...[picturesHour, picturesDay, secondsHour, secondsDay],
      ];
      for (const text of labels) assert.ok([...text].length <= 45, text);
      const notes = [photosNote, report.note, quota.rolesNote, deletion.allNote, deletion.photoNote];
      for (const text of notes) assert.ok([...text].length <= 100, text);
    });
  }
});

/** Discord's rules for what is registered. */
describe('names of commands', () => {
  for (const language of LANGUAGES) {
    const { commands } = BOT_TEXTS[language];
    const { styleThis, paintThese, reportThis, ...chatInput } = commands;

    it(`${language} are accepted by Discord and tell the commands apart`, () => {
      const names = Object.values(chatInput).map((command) => command.name);
      const optionNames = ASKED.map((option) => ORDER_TEXTS[option][language].name);
      for (const one of [...names, ...optionNames]) {
        assert.match(one, /^[-_'\p{L}\p{N}]{1,32}$/u);
        assert.equal(one, one.toLowerCase());
      }
      assert.equal(new Set(names).size, names.length);
      assert.equal(new Set(optionNames).size, optionNames.length);
      for (const { name } of [styleThis, paintThese, reportThis]) assert.ok(name.length <= 32);
    });

    it(`${language} have descriptions of at most 100 characters`, () => {
      const options = ASKED.map((option): [string, object] => [option, ORDER_TEXTS[option][language]]);
      for (const [key, text] of leaves({ ...chatInput, options: Object.fromEntries(options) })) {
        if (key.endsWith('description'))
          assert.ok(text.length >= 1 && text.length <= 100, `${key}: ${text.length}`);
      }
    });
  }
});

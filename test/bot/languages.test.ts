import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OWN_STYLE } from '@atelier/contract/order.ts';
import { botTextsFor } from '@atelier/jobs/texts/bot/texts.ts';
import { LOCALES, languageOf } from '@atelier/jobs/texts/locale.ts';
import { ORDER_TEXTS } from '@atelier/jobs/texts/order.ts';
import { errorSentence } from '@atelier/jobs/texts/texts.ts';
import { openStage, photo, refusalOf, textOf, withoutFast } from './support.ts';

const locales = Object.values(LOCALES).flat();

type Registered = {
  name: string;
  description?: string;
  name_localizations?: Record<string, string>;
  description_localizations?: Record<string, string>;
  options?: Registered[];
  choices?: Registered[];
};

describe('the bot speaks the person’s language', () => {
  it('in every name and description that it registers', async (test) => {
    const { sandbox, startBot } = await openStage(test);
    await startBot();
    const written = sandbox.requests.find(
      ({ method, path }) => method === 'PUT' && path.endsWith('/commands'),
    );
    const look = (one: Registered) => {
      assert.deepEqual(Object.keys(one.name_localizations ?? {}).sort(), locales.toSorted(), one.name);
      if (one.description)
        assert.deepEqual(
          Object.keys(one.description_localizations ?? {}).sort(),
          locales.toSorted(),
          one.name,
        );
      for (const part of [...(one.options ?? []), ...(one.choices ?? [])]) look(part);
    };
    const commands = written!.json as Registered[];
    assert.ok(commands.length >= 6);
    for (const command of commands) {
      look(command);
      // two commands or options of one name in one language are refused by Discord
      for (const locale of locales) {
        const names = (list: Registered[]) => list.map((one) => one.name_localizations![locale]);
        assert.equal(new Set(names(commands)).size, commands.length, locale);
        assert.equal(new Set(names(command.options ?? [])).size, (command.options ?? []).length, locale);
      }
    }
  });

  it('in refusals, lists and suggestions; in English where it knows no other', async (test) => {
    const { name: slow, presetsDirectory } = await withoutFast(test);
    const { sandbox, startBot } = await openStage(test);
    await startBot({ presetsDirectory });
    for (const locale of [...locales, 'en-GB', 'nl']) {
      const order = { photo: Buffer.from('no photo'), preset: 'starry-night', locale, user: locale };
      const text = await refusalOf(sandbox, sandbox.sendStyle(order));
      assert.ok(text.includes(errorSentence(locale, 'image.unknown-type')), `${locale}: ${text}`);
      const styles = sandbox.invoke({ command: 'styles', locale });
      await sandbox.waitFor(() => textOf(styles.original).includes(botTextsFor(locale).gallery.hint));
      const options = { preset: slow };
      const own = sandbox.sendStyle({ ...order, photo, preset: OWN_STYLE, user: `${locale}-own` });
      const missing = await refusalOf(sandbox, own);
      assert.ok(missing.includes(ORDER_TEXTS.styleImage[languageOf(locale)].name), `${locale}: ${missing}`);
      if (languageOf(locale) !== 'en') assert.doesNotMatch(missing, /expected|picture|nothing/i);
      const [choice] = await sandbox.autocomplete({ command: 'style', options, focused: 'preset', locale });
      assert.ok(choice!.name.endsWith(botTextsFor(locale).presets.highOnly), choice!.name);
    }
  });
});

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { objections } from '../sandbox/support/axe.ts';
import { noBrowser, openBrowser, screenshot } from '../sandbox/support/browser.ts';
import { answered, openPage } from '../sandbox/support/page.ts';
import { outcomeOf, withFleet } from '../support/fleet.ts';

const PHOTO = new URL('../../docs/photos/sunset.jpg', import.meta.url);

const WAYS: [name: string, options: BrowserContextOptions][] = [
  ['dark', { colorScheme: 'dark' }],
  ['light', { colorScheme: 'light' }],
  ['phone', { colorScheme: 'dark', viewport: { width: 390, height: 844 }, hasTouch: true }],
];

/** Commands of the real bot that answer in private, and the beginning of each answer. */
const ANSWERS: [command: string, words: string | RegExp][] = [
  ['styles', /Styles · page 1/],
  ['queue', 'Look again'],
  ['history', /^Your last pictures$/],
  ['workers', 'megapixels a minute'],
  ['settings', 'Settings of this server'],
  ['defaults', 'They hold where an order'],
  ['privacy', /^Your data$/],
];

async function use(page: Page, command: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Command' }).selectOption(command);
  await page.getByRole('button', { name: 'Send' }).click();
}

test('axe finds nothing to object to in what the real bot shows, and nothing is wider than a phone', {
  skip: noBrowser,
}, async (t) => {
  const fleet = await withFleet(t);
  const browser = await openBrowser();
  t.after(() => browser.close());
  const photo = await readFile(PHOTO);
  const painted = fleet.sandbox.sendStyle({ photo, preset: 'the-scream', quality: 'fast' });
  assert.equal((await outcomeOf(fleet, painted)).state, 'done');

  for (const [name, options] of WAYS) {
    const { page, wrong } = await openPage(browser, fleet.sandbox, options);
    await page
      .getByRole('img', { name: /painted in the manner of The Scream/ })
      .first()
      .waitFor();
    for (const action of ['Losses', 'Compare']) {
      const said = action === 'Losses' ? 'Iteration' : 'Before and after';
      const button = page.getByRole('button', { name: action, exact: true }).first();
      await answered(page, said, () => button.click());
    }
    for (const [command, words] of ANSWERS) {
      await answered(page, words, () => use(page, command));
      await page.screenshot({ path: await screenshot(`state-${command}-${name}`) });
    }
    await page.getByRole('button', { name: 'Paint mine' }).first().click();
    await page.getByRole('dialog', { name: 'Paint a photo' }).waitFor();
    await page.screenshot({ path: await screenshot(`state-form-${name}`) });
    assert.deepEqual(await objections(page), [], `${name}, with a form`);
    await page.keyboard.press('Escape');
    assert.deepEqual(await objections(page), [], name);
    const { width } = page.viewportSize()!;
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width, name);
    assert.deepEqual(wrong, [], name);
    await page.context().close();
  }
});

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startSandbox } from '@atelier/sandbox/run.ts';
import type { Sandbox } from '@atelier/sandbox/sandbox.ts';
import type { Client } from 'discord.js';
import type { Browser } from 'playwright-core';
import { noBrowser, openBrowser, screenshot } from './support/browser.ts';
import { drop, openPage, PHOTO } from './support/page.ts';
import { connectPainter, type Stages } from './support/painter.ts';

let sandbox: Sandbox;
let client: Client<true>;
let stages: Stages;
let browser: Browser;

before(async () => {
  if (noBrowser) return;
  sandbox = await startSandbox();
  ({ client, stages } = await connectPainter(sandbox));
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await client?.destroy();
  await sandbox?.close();
});

test('a photo is dropped, a preset chosen, and the painting arrives', { skip: noBrowser }, async () => {
  const { page, wrong } = await openPage(browser, sandbox);
  await page.getByRole('heading', { name: 'Welcome to #studio' }).waitFor();
  await page.screenshot({ path: await screenshot('sandbox-1-empty') });

  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByRole('alert').getByText('Choose a photo first').waitFor();
  await drop(page, PHOTO, 'picos.jpg');
  await page.getByText('picos.jpg').waitFor();

  const preset = page.getByRole('combobox', { name: 'preset' });
  await preset.fill('wave');
  await page.getByRole('option', { name: /Great Wave/ }).waitFor();
  await page.screenshot({ path: await screenshot('sandbox-2-autocomplete') });
  await preset.press('Enter');
  assert.equal(await preset.inputValue(), 'The Great Wave off Kanagawa · Hokusai');
  await page.getByText('high: optimised for this very photo').click();
  await page.getByRole('button', { name: 'Send' }).click();

  await page.getByText('Atelier is thinking').waitFor();
  await page.screenshot({ path: await screenshot('sandbox-3-thinking') });
  const [sent] = sandbox.interactions.filter((i) => i.payload.type === 2);
  const options = (sent.payload.data as { options: { name: string; value: string }[] }).options;
  assert.equal(options.find((o) => o.name === 'preset')?.value, 'great-wave');
  assert.equal(options.find((o) => o.name === 'quality')?.value, 'high');

  stages.go();
  await page.getByText('iteration 116 of 200').waitFor();
  await page.getByRole('img', { name: /halfway/ }).waitFor();
  await page.screenshot({ path: await screenshot('sandbox-4-progress') });

  stages.go();
  const picture = page.getByRole('img', { name: /The photo in the style of The Great Wave/ });
  await picture.waitFor();
  assert.equal(await page.getByText('iteration 116 of 200').count(), 0, 'the edit replaced the progress');
  assert.ok(
    await picture.evaluate((img: HTMLImageElement) => img.decode().then(() => img.naturalWidth === 1024)),
  );
  await page.screenshot({ path: await screenshot('sandbox-5-done-dark') });

  await page.getByRole('button', { name: /Enlarge: The photo/ }).click();
  await page.getByRole('dialog').waitFor();
  await page.screenshot({ path: await screenshot('sandbox-6-lightbox') });
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });

  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByText('Only the person who asked can do that.').waitFor();
  await page.screenshot({ path: await screenshot('sandbox-7-ephemeral') });
  await page.getByRole('button', { name: 'Dismiss message' }).click();
  assert.equal(await page.getByText('Only the person who asked').count(), 0);
  assert.deepEqual(wrong, []);
  await page.context().close();
});

test('the keyboard alone is enough, in the light scheme', { skip: noBrowser }, async () => {
  const { page, wrong } = await openPage(browser, sandbox, { colorScheme: 'light' });
  await page.locator('summary', { hasText: 'Samples' }).focus();
  await page.keyboard.press('Enter');
  await page.screenshot({ path: await screenshot('sandbox-8-samples-light') });
  await page.getByRole('list', { name: 'Sample photos' }).getByRole('button', { name: 'Dandelion' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('dandelion.jpg').waitFor();
  const preset = page.getByRole('combobox', { name: 'preset' });
  await preset.focus();
  await page.getByRole('option', { name: /Starry Night/ }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  assert.match(await preset.inputValue(), /Starry Night/);
  stages.go();
  stages.go();
  await preset.press('Enter');
  await page.getByRole('img', { name: /The photo in the style of The Starry Night/ }).waitFor();
  await page.screenshot({ path: await screenshot('sandbox-9-done-light') });
  assert.deepEqual(wrong, []);
  await page.context().close();
});

test('a phone shows the same without scrolling sideways; a wrong preset is told privately', {
  skip: noBrowser,
}, async () => {
  const { page, wrong } = await openPage(browser, sandbox, {
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    hasTouch: true,
  });
  await page.getByRole('img', { name: /The photo in the style of The Starry Night/ }).waitFor();
  await page.screenshot({ path: await screenshot('sandbox-10-phone') });
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390);
  await page.getByRole('button', { name: 'Options of /style' }).click();
  await page.setInputFiles('input[type=file]', PHOTO);
  await page.getByRole('combobox', { name: 'preset' }).fill('nonsense');
  await page.getByText('No suggestion matches').waitFor();
  await page.screenshot({ path: await screenshot('sandbox-11-phone-composer') });
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('There is no such preset').waitFor();
  await page.getByText('Only you can see this').last().waitFor();
  await page.screenshot({ path: await screenshot('sandbox-12-phone-ephemeral') });
  assert.deepEqual(wrong, []);
  await page.context().close();
});

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { noBrowser, screenshot } from './support/browser.ts';
import { drop, openPage, PHOTO } from './support/page.ts';
import { connectPainter } from './support/painter.ts';
import { openScene } from './support/scene.ts';

let scene: Awaited<ReturnType<typeof openPainting>>;
const openPainting = () => openScene(connectPainter);

before(async () => {
  if (!noBrowser) scene = await openPainting();
});
after(() => scene?.close());

test('a photo is dropped, a preset chosen, and the painting arrives', { skip: noBrowser }, async () => {
  const { page, wrong } = await openPage(scene.browser, scene.sandbox);
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
  const sent = scene.sandbox.interactions.filter((i) => i.payload.type === 2)[0]!;
  const options = (sent.payload.data as { options: { name: string; value: string }[] }).options;
  assert.equal(options.find((o) => o.name === 'preset')?.value, 'great-wave');
  assert.equal(options.find((o) => o.name === 'quality')?.value, 'high');

  scene.stages.go();
  await page.getByText('iteration 116 of 200').waitFor();
  await page.getByRole('img', { name: /halfway/ }).waitFor();
  await page.screenshot({ path: await screenshot('sandbox-4-progress') });

  scene.stages.go();
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
  const { page, wrong } = await openPage(scene.browser, scene.sandbox, { colorScheme: 'light' });
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
  scene.stages.go();
  scene.stages.go();
  await preset.press('Enter');
  await page.getByRole('img', { name: /The photo in the style of The Starry Night/ }).waitFor();
  await page.screenshot({ path: await screenshot('sandbox-9-done-light') });
  assert.deepEqual(wrong, []);
  await page.context().close();
});

test('a phone shows the same without scrolling sideways; a wrong preset is told privately', {
  skip: noBrowser,
}, async () => {
  const { page, wrong } = await openPage(scene.browser, scene.sandbox, {
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
  const refusal = page.getByRole('article').filter({ hasText: 'There is no such preset' });
  await refusal.getByText('Only you can see this').waitFor();
  await page.screenshot({ path: await screenshot('sandbox-12-phone-ephemeral') });
  assert.deepEqual(wrong, []);
  await page.context().close();
});

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { objections } from './support/axe.ts';
import { noBrowser, screenshot } from './support/browser.ts';
import { answered, openPage, PHOTO, paste } from './support/page.ts';
import { openScene, type Scene } from './support/scene.ts';
import { connectStudio } from './support/studio.ts';

let scene: Scene;
const skip = noBrowser;

before(async () => {
  if (noBrowser) return;
  scene = await openScene(async (sandbox) => ({ client: await connectStudio(sandbox) }));
});
after(() => scene?.close());

test('a photo is pasted, taken away, chosen in the file dialog', { skip }, async () => {
  const { page, wrong } = await openPage(scene.browser, scene.sandbox);
  await page.getByRole('combobox', { name: 'preset' }).focus();
  await paste(page, PHOTO, 'pasted.jpg');
  await page.getByText('pasted.jpg').waitFor();
  await page.getByRole('button', { name: 'Remove pasted.jpg' }).click();
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Choose a photo' }).click(),
  ]);
  await chooser.setFiles(PHOTO);
  await page.getByText('picos-de-europa.jpg').waitFor();
  assert.deepEqual(wrong, []);
  await page.context().close();
});

test('the list of styles stands within the window, however wide that is', { skip }, async () => {
  const { page, wrong } = await openPage(scene.browser, scene.sandbox);
  for (const width of [390, 768, 1200]) {
    await page.setViewportSize({ width, height: 860 });
    const preset = page.getByRole('combobox', { name: 'preset' });
    await preset.focus();
    const { x, width: taken } = (await page.getByRole('listbox', { name: /preset/ }).boundingBox())!;
    assert.ok(x >= 0 && x + taken <= width, `from ${x}, ${taken} wide, at ${width}`);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
    await preset.blur();
  }
  assert.deepEqual(wrong, []);
  await page.context().close();
});

test('options come when asked for, say what they are, and go again with their value', { skip }, async () => {
  const { page, wrong } = await openPage(scene.browser, scene.sandbox);
  await page.getByRole('combobox', { name: 'preset' }).fill('wave');
  await page.setInputFiles('input[type=file]', PHOTO);
  const strength = page.getByRole('button', { name: 'strength' });
  assert.equal(await strength.getAttribute('aria-pressed'), 'false');
  await strength.click();
  const field = page.getByRole('spinbutton', { name: 'strength' });
  assert.equal(await field.getAttribute('placeholder'), '0–100');
  await field.fill('85');
  await page.getByText('strength: How much of it').waitFor();
  await page.getByRole('button', { name: 'keep_colours' }).click();
  await page.getByRole('checkbox', { name: 'keep_colours' }).check();
  await page.screenshot({ path: await screenshot('sandbox-29-options') });
  assert.deepEqual(await objections(page), []);
  await strength.click();
  assert.equal(await field.count(), 0);
  await page.getByRole('button', { name: 'Send' }).click();
  const sent = await scene.sandbox.waitFor(() =>
    scene.sandbox.interactions.find((i) => i.payload.type === 2),
  );
  const { options } = sent.payload.data as { options: { name: string; value: unknown }[] };
  assert.equal(options.find(({ name }) => name === 'keep_colours')?.value, true);
  assert.equal(
    options.find(({ name }) => name === 'strength'),
    undefined,
  );
  assert.deepEqual(wrong, []);
  await page.context().close();
});

test('the page speaks the browser’s language, or that of its address', { skip }, async () => {
  for (const [locale, query, language, heading] of [
    ['fr-CA', '', 'fr', 'Bienvenue dans #studio'],
    ['nl-NL', '', 'en-US', 'Welcome to #studio'],
    ['fr-FR', '?locale=ja', 'ja', '#studio へようこそ'],
  ] as const) {
    const { page, wrong } = await openPage(scene.browser, scene.sandbox, { locale, query });
    await page.getByRole('heading', { name: heading }).waitFor();
    assert.equal(await page.locator('html').getAttribute('lang'), language);
    await page.locator('select.command-name').selectOption('queue');
    await answered(page, 'Nothing waits.', () => page.locator('button.send').click());
    assert.equal(scene.sandbox.interactions.at(-1)?.payload.locale, language);
    assert.deepEqual(wrong, []);
    await page.context().close();
  }
});

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { objections } from './support/axe.ts';
import { noBrowser, screenshot } from './support/browser.ts';
import { answered, openPage, PHOTO } from './support/page.ts';
import { openScene, type Scene } from './support/scene.ts';
import { connectStudio } from './support/studio.ts';

let scene: Scene;
const skip = noBrowser;

before(async () => {
  if (!noBrowser) scene = await openScene(async (sandbox) => ({ client: await connectStudio(sandbox) }));
});
after(() => scene?.close());

const command = (page: Page) => page.getByRole('combobox', { name: /^(Command|Befehl)$/ });

test('two people in two browsers see the same chat, and each only the own private messages', {
  skip,
}, async () => {
  const ada = await openPage(scene.browser, scene.sandbox);
  const mika = await openPage(scene.browser, scene.sandbox, { query: '?as=mika', colorScheme: 'light' });
  await command(mika.page).selectOption('Message');
  await mika.page.getByRole('textbox', { name: 'Your message' }).fill('Look at these mountains');
  await mika.page.setInputFiles('input[type=file]', PHOTO);
  await mika.page.getByRole('list', { name: 'Pictures to send' }).getByRole('img').waitFor();
  await mika.page.screenshot({ path: await screenshot('sandbox-20-message') });
  await mika.page.getByRole('button', { name: 'Send' }).click();

  const posted = ada.page.getByRole('article', { name: 'Mika' });
  await posted.getByText('Look at these mountains').waitFor();
  await posted.getByRole('button', { name: 'Enlarge: picos-de-europa.jpg' }).click({ button: 'right' });
  const menu = ada.page.getByRole('menu', { name: 'Apps for this message' });
  await menu.getByRole('menuitem', { name: 'Style this image' }).waitFor();
  await ada.page.screenshot({ path: await screenshot('sandbox-21-menu') });
  assert.deepEqual(await objections(ada.page, menu), []);
  await menu.getByRole('menuitem', { name: 'Style this image' }).click();
  await ada.page.getByText('A picture of mika. In which style?').waitFor();
  await ada.page.screenshot({ path: await screenshot('sandbox-22-style-this') });
  const select = ada.page.getByRole('combobox', { name: 'Choose a style' });
  await select.selectOption('the-scream');
  await ada.page.getByText('Chosen: the-scream').waitFor();
  assert.equal(await mika.page.getByText('the-scream').count(), 0, 'private');
  const used = scene.sandbox.interactions.filter((i) => i.payload.type === 2)[0]!;
  const { resolved } = used.payload.data as {
    resolved: { messages: Record<string, { attachments: unknown[] }> };
  };
  assert.equal(Object.values(resolved.messages)[0]!.attachments.length, 1);
  assert.deepEqual([...ada.wrong, ...mika.wrong], []);
  await ada.page.context().close();
  await mika.page.context().close();
});

test('the message menu by keyboard: open, move, leave, choose', { skip }, async () => {
  const { page, wrong } = await openPage(scene.browser, scene.sandbox, { query: '?as=noor' });
  const more = page.getByRole('button', { name: 'Apps for the message of Mika' }).first();
  await more.focus();
  await page.keyboard.press('Enter');
  const items = page.getByRole('menuitem');
  await items.first().waitFor();
  const focused = () => page.evaluate(() => document.activeElement?.textContent);
  assert.equal(await focused(), 'Style this image');
  await page.keyboard.press('ArrowDown');
  assert.equal(await focused(), 'Show its colours');
  await page.keyboard.press('Escape');
  await items.first().waitFor({ state: 'detached' });
  assert.match((await page.evaluate(() => document.activeElement?.ariaLabel)) ?? '', /message of Mika/);
  await page.keyboard.press('Shift+F10');
  await items.first().waitFor();
  await page.keyboard.press('Enter');
  const asked = page.getByText('A picture of mika. In which style?');
  await asked.waitFor();
  // Something tall above, and the reader far up: what answers an own command comes into view all the same.
  for (let n = 0; n < 3; n++) scene.sandbox.postMessage({ user: 'mika', content: 'line\n'.repeat(30) });
  await page.getByText('line').nth(2).waitFor();
  await page.getByRole('button', { name: 'Apps for the message of Mika' }).first().click();
  await items.first().click();
  await asked.nth(1).waitFor();
  assert.ok((await asked.nth(1).boundingBox())!.y < 860, 'in view');
  assert.deepEqual(wrong, []);
  await page.context().close();
});

test('another person sits down: other rights, other commands; another language, other words', {
  skip,
}, async () => {
  const { page, wrong } = await openPage(scene.browser, scene.sandbox);
  const commands = () => command(page).locator('option').allTextContents();
  await page.getByRole('textbox').or(command(page)).first().waitFor();
  assert.deepEqual(await commands(), ['/style', '/settings', '/queue', 'Message']);
  await page.locator('summary', { hasText: 'Ada' }).click();
  await page.getByText('Sit here as').waitFor();
  await page.screenshot({ path: await screenshot('sandbox-23-people') });
  assert.deepEqual(await objections(page), []);
  await page.getByRole('button', { name: 'Noor No role' }).click();
  await page.locator('summary', { hasText: 'Noor' }).waitFor();
  assert.deepEqual(await commands(), ['/style', '/queue', 'Message']);
  await page.locator('summary', { hasText: 'Noor' }).click();
  await page.getByLabel('Discord’s language').selectOption('de');
  await command(page).selectOption('/schlange');
  await page.getByText('Was wartet').waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'de');
  await page.getByRole('button', { name: 'Senden' }).click();
  const nothing = page.getByText('Nothing waits.');
  await nothing.waitFor();
  const sent = scene.sandbox.interactions.at(-1)!;
  assert.deepEqual([sent.user.username, sent.payload.locale, sent.name], ['noor', 'de', 'queue']);
  await page.getByRole('button', { name: 'elsewhere' }).click();
  assert.deepEqual(await commands(), ['/style', '/schlange', 'Nachricht'], 'what is installed for a person');
  await page.getByRole('button', { name: /after-dark/ }).click();
  await page.getByText('Dieser Kanal ist altersbeschränkt').waitFor();
  await page.getByRole('button', { name: 'Atelier', exact: true }).click();
  await page.getByRole('heading', { name: 'Du und Atelier' }).waitFor();
  await page.getByRole('button', { name: 'Senden' }).click();
  await nothing.waitFor();
  assert.equal(scene.sandbox.interactions.at(-1)?.payload.context, 1);
  assert.deepEqual(wrong, []);
  await page.context().close();
});

test('a slash in a message leads to the commands', { skip }, async () => {
  const { page } = await openPage(scene.browser, scene.sandbox);
  await command(page).selectOption('Message');
  const box = page.getByRole('textbox', { name: 'Your message' });
  await box.fill('/qu');
  await page.getByRole('list', { name: 'Commands' }).getByText('What waits').waitFor();
  await page.screenshot({ path: await screenshot('sandbox-24-slash') });
  await box.press('Enter');
  assert.equal(await command(page).inputValue(), 'queue');
  await page.context().close();
});

for (const [name, options] of [
  ['dark', {}],
  ['phone', { viewport: { width: 390, height: 844 }, hasTouch: true, colorScheme: 'light' as const }],
] as const)
  test(`a modal: filled in, refused, submitted, put away (${name})`, { skip }, async () => {
    const { page } = await openPage(scene.browser, scene.sandbox, options);
    if (name === 'phone') await page.getByRole('button', { name: /Options of/ }).click();
    await command(page).selectOption('settings');
    await page.getByRole('button', { name: 'Send' }).click();
    const change = page.getByRole('button', { name: 'Change' }).last();
    await change.click();
    const dialog = page.getByRole('dialog', { name: 'Settings of this server' });
    await dialog.getByLabel('Largest side').waitFor();
    assert.deepEqual(await objections(page, dialog), []);
    await page.screenshot({ path: await screenshot(`sandbox-25-modal-${name}`) });
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await change.click();
    await dialog.getByLabel('Largest side').fill('2048');
    await dialog.getByLabel('Quality').selectOption('high');
    await dialog.getByText('@Painters').click();
    await answered(page, 'Saved: 2048 px, high', () =>
      dialog.getByRole('button', { name: 'Submit' }).click(),
    );
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('Who may paint?').last().click();
    await page.getByText('@Keepers').last().click();
    await page.getByText('@Painters').last().click();
    await page.screenshot({ path: await screenshot(`sandbox-26-roles-${name}`) });
    await page.getByRole('button', { name: 'Done' }).last().click();
    const rolesTold = () =>
      scene.sandbox.messages.filter((m) => m.data.content.startsWith('Roles: Keepers and Painters'));
    await scene.sandbox.waitFor(() => rolesTold().length === (name === 'dark' ? 1 : 2), {
      what: 'the roles',
    });
    await page.getByRole('button', { name: 'Dismiss message' }).last().click();
    await page.context().close();
  });

test('photo and painting are compared by a divider, dragged and by keyboard', { skip }, async () => {
  const photo = await readFile(PHOTO);
  const sent = scene.sandbox.sendStyle({ photo, preset: 'wave', user: 'noor' });
  await scene.sandbox.waitFor(() => sent.original?.data.attachments.length, { what: 'the painting' });
  const { page, wrong } = await openPage(scene.browser, scene.sandbox);
  await page.getByRole('button', { name: 'Enlarge: A wave of mountains' }).click();
  const compare = page.getByRole('button', { name: 'Compare' });
  await compare.click();
  const divider = page.getByRole('slider', { name: 'Divider between photo and painting' });
  assert.equal(await divider.inputValue(), '50');
  await page.getByRole('img', { name: 'Before' }).evaluate((img: HTMLImageElement) => img.decode());
  await page.screenshot({ path: await screenshot('sandbox-27-compare') });
  await divider.press('ArrowLeft');
  assert.equal(await divider.inputValue(), '49');
  await divider.press('Home');
  assert.equal(await divider.inputValue(), '0');
  const box = (await divider.boundingBox())!;
  await page.mouse.move(box.x + box.width * 0.3, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.75, box.y + 60, { steps: 4 });
  await page.mouse.up();
  assert.equal(await divider.inputValue(), '75');
  assert.match((await divider.getAttribute('aria-valuetext')) ?? '', /75 % photo/);
  assert.deepEqual(await objections(page, page.getByRole('dialog')), []);
  await compare.click();
  assert.equal(await divider.count(), 0);
  assert.deepEqual(wrong, []);
  await page.context().close();
});

test('a spoiler is shown when it is asked for', { skip }, async () => {
  const sent = scene.sandbox.sendStyle({ photo: await readFile(PHOTO), preset: 'wave', quality: 'high' });
  await scene.sandbox.waitFor(() => sent.original?.data.attachments.length, { what: 'the painting' });
  const { page } = await openPage(scene.browser, scene.sandbox);
  const veiled = page.getByRole('button', { name: 'Spoiler: show the picture' });
  await veiled.waitFor();
  await page.screenshot({ path: await screenshot('sandbox-28-spoiler') });
  await veiled.click();
  assert.equal(await veiled.count(), 0);
  assert.equal(await page.getByRole('dialog').count(), 0, 'the first click only shows it');
  await page.context().close();
});

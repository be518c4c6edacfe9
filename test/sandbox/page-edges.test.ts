import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { startSandbox } from '@atelier/sandbox/run.ts';
import { WebSocket } from 'ws';
import { png, zeros } from '../hostile/craft.ts';
import { objections } from './support/axe.ts';
import { noBrowser, screenshot } from './support/browser.ts';
import { openDesk, photo } from './support/desk.ts';
import { openPage, PHOTO } from './support/page.ts';
import { connectPainter } from './support/painter.ts';
import { openScene } from './support/scene.ts';

let scene: Awaited<ReturnType<typeof openPainting>>;
const openPainting = () => openScene(connectPainter);

before(async () => {
  if (!noBrowser) scene = await openPainting();
});
after(() => scene?.close());

test('a private conversation appears beside the channel, unread until it is opened', {
  skip: noBrowser,
}, async () => {
  const { user: me } = scene.sandbox.sendStyle({ photo, preset: 'no-such-preset' });
  const { page, wrong } = await openPage(scene.browser, scene.sandbox);
  await page.getByRole('heading', { name: 'Welcome to #studio' }).waitFor();
  const ada = await scene.client.users.fetch(me.id);
  await ada.send('Your painting **could not** be delivered in the **\\*channel\\*** \\[1\\].');
  const conversation = page.getByRole('button', { name: /Atelier.*new messages/ });
  await conversation.click();
  await page.getByText('Your painting could not be delivered in the *channel* [1].').waitFor();
  assert.equal(await conversation.count(), 0, 'read now');
  await page.screenshot({ path: await screenshot('sandbox-13-direct') });
  assert.deepEqual(wrong, []);
  await page.context().close();
});

test('the first Tab leads to the composer', { skip: noBrowser }, async () => {
  const { page } = await openPage(scene.browser, scene.sandbox);
  await page.getByRole('heading', { name: 'Welcome to #studio' }).waitFor();
  await page.keyboard.press('Tab');
  await page.screenshot({ path: await screenshot('sandbox-30-skip') });
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'To the composer');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  assert.ok(await page.evaluate(() => document.activeElement?.closest('#composer') !== null));
  await page.context().close();
});

test('a photo of 20 000 pixels a side is named, not unpacked', { skip: noBrowser }, async () => {
  const { page, wrong } = await openPage(scene.browser, scene.sandbox);
  await page.getByRole('heading', { name: 'Welcome to #studio' }).waitFor();
  const side = 20_000;
  const bytes = side * (1 + side / 8);
  const huge = png(side, side, zeros(bytes), { colour: 0, depth: 1 });
  await page.setInputFiles('input[type=file]', { name: 'huge.png', mimeType: 'image/png', buffer: huge });
  await page.getByText('huge.png').waitFor();
  await page.setInputFiles('input[type=file]', PHOTO);
  await page.locator('.photo-pick img').waitFor();
  await page.setInputFiles('input[type=file]', { name: 'huge.png', mimeType: 'image/png', buffer: huge });
  await page.getByText('huge.png').waitFor();
  await page.locator('.photo-pick .photo-empty').waitFor();
  assert.deepEqual(wrong, []);
  await page.context().close();
});

test('axe finds nothing to object to: page, suggestions, painting, both schemes', {
  skip: noBrowser,
}, async () => {
  const painted = scene.sandbox.sendStyle({ photo: await readFile(PHOTO), preset: 'great-wave' });
  scene.stages.go();
  scene.stages.go();
  await scene.sandbox.waitFor(() => painted.original?.data.attachments.length === 2, {
    what: 'the painting',
  });
  for (const colorScheme of ['dark', 'light'] as const) {
    const { page } = await openPage(scene.browser, scene.sandbox, { colorScheme, bypassCSP: true });
    await page.getByRole('combobox', { name: 'preset' }).focus();
    await page.getByRole('listbox').getByRole('option').first().waitFor();
    await page.getByRole('img', { name: /The photo in the style of/ }).waitFor();
    assert.deepEqual(await objections(page), []);
    await page.context().close();
  }
});

test('a phone is not widened by a message that is unread elsewhere, nor the buttons of a large picture', {
  skip: noBrowser,
}, async () => {
  const painted = scene.sandbox.sendStyle({ photo: await readFile(PHOTO), preset: 'great-wave' });
  scene.stages.go();
  scene.stages.go();
  await scene.sandbox.waitFor(() => painted.original?.data.attachments.length === 2, {
    what: 'the painting',
  });
  const { page, wrong } = await openPage(scene.browser, scene.sandbox, {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
  });
  const picture = page.getByRole('button', { name: /Enlarge: The photo/ }).last();
  await picture.waitFor();
  for (const channelId of Object.values(scene.sandbox.channels))
    scene.sandbox.postMessage({ user: 'mika', channelId, content: 'Look at this' });
  // the last one that is posted to; in others there was something unread before
  await page.getByRole('button', { name: /Friends.*new messages/ }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390);
  await picture.click();
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  await page.screenshot({ path: await screenshot('sandbox-29-phone-unread') });
  for (const button of await dialog.getByRole('button').all()) {
    const { x, width } = (await button.boundingBox())!;
    assert.ok(x >= 0 && x + width <= 390, `a button from ${x} to ${x + width}`);
  }
  assert.deepEqual(wrong, []);
  await page.context().close();
});

test('without its bot the page says so, and nothing can be sent', { skip: noBrowser }, async () => {
  const alone = await startSandbox();
  const page = await scene.browser.newPage();
  await page.goto(alone.url);
  await page.getByText('Waiting for Atelier to connect').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Send' }).count(), 0);
  await page.screenshot({ path: await screenshot('sandbox-14-no-bot') });
  await page.close();
  await alone.close();
});

test('a bot that does not answer is told of after 3 s, privately', { skip: noBrowser }, async () => {
  const desk = await openDesk({ limits: { firstResponseMs: 150 } });
  const silent = new WebSocket(`ws://${desk.sandbox.attachmentHost}/gateway?v=10&encoding=json`);
  silent.once('message', () =>
    silent.send(JSON.stringify({ op: 2, d: { token: desk.sandbox.token, intents: 0 } })),
  );
  await desk.sandbox.waitFor(() => desk.sandbox.gateway.connected);
  const page = await scene.browser.newPage();
  await page.goto(desk.sandbox.url);
  await page.getByRole('button', { name: 'Send' }).waitFor();
  desk.sent();
  await page.getByText('The application did not respond').waitFor();
  await page.getByRole('button', { name: 'Dismiss message' }).click();
  assert.equal(await page.getByText('The application did not respond').count(), 0);
  silent.close();
  await page.close();
  await desk.sandbox.close();
});

test('the page’s server takes nothing from other pages and other names', async () => {
  const alone = await startSandbox();
  const foreign = await fetch(`${alone.url}chat/components`, {
    method: 'POST',
    headers: { origin: 'http://evil.example' },
    body: '{}',
  });
  assert.equal(foreign.status, 403);
  const page = await fetch(alone.url);
  assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'/);
  await assert.rejects(startSandbox({ host: '0.0.0.0' }), /loopback/);
  await alone.close();
});

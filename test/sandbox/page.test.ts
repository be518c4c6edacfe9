import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startSandbox } from '@atelier/sandbox/run.ts';
import type { Sandbox } from '@atelier/sandbox/sandbox.ts';
import type { Client } from 'discord.js';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { noBrowser, openBrowser, screenshot } from './support/browser.ts';
import { connectPainter, type Stages } from './support/painter.ts';

const PHOTO = fileURLToPath(new URL('../../docs/photos/picos-de-europa.jpg', import.meta.url));

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

/** Opens the page; every error in it and every request to elsewhere fails the test. */
async function open(options: BrowserContextOptions): Promise<{ page: Page; wrong: string[] }> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 860 },
    colorScheme: 'dark',
    ...options,
  });
  const page = await context.newPage();
  const wrong: string[] = [];
  page.on('pageerror', (error) => wrong.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(sandbox.url))
      wrong.push(`fetched ${request.url()}`);
  });
  await page.goto(sandbox.url);
  return { page, wrong };
}

/** Drops a file onto the page, as from the desktop. */
async function drop(page: Page, path: string, name: string): Promise<void> {
  const bytes = (await readFile(path)).toString('base64');
  const transfer = await page.evaluateHandle(
    ([data, fileName]) => {
      const it = new DataTransfer();
      it.items.add(
        new File([Uint8Array.from(atob(data), (c) => c.charCodeAt(0))], fileName, { type: 'image/jpeg' }),
      );
      return it;
    },
    [bytes, name] as const,
  );
  await page.dispatchEvent('body', 'dragover', { dataTransfer: transfer });
  await page.getByText('Drop it here to paint it').waitFor();
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
}

test('a photo is dropped, a preset chosen, and the painting arrives', { skip: noBrowser }, async () => {
  const { page, wrong } = await open({});
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
  await page.getByText('high, half a minute').click();
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
  const { page, wrong } = await open({ colorScheme: 'light' });
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
  const { page, wrong } = await open({
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

test('without its bot the page says so, and nothing can be sent', { skip: noBrowser }, async () => {
  const alone = await startSandbox();
  const page = await browser.newPage();
  await page.goto(alone.url);
  await page.getByText('Waiting for Atelier to connect').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Send' }).count(), 0);
  await page.close();
  await alone.close();
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

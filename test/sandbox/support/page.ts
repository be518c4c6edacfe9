import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Sandbox } from '@atelier/sandbox/sandbox.ts';
import type { Browser, BrowserContextOptions, JSHandle, Page } from 'playwright-core';
import { eventually } from '../../support/eventually.ts';

/** One of the repository's free photos. */
export const PHOTO = fileURLToPath(new URL('../../../docs/photos/picos-de-europa.jpg', import.meta.url));

/** Opens the page; every error in it and every request to elsewhere fails the test. */
export async function openPage(
  browser: Browser,
  sandbox: Sandbox,
  { query = '', ...options }: BrowserContextOptions & { query?: string } = {},
): Promise<{ page: Page; wrong: string[] }> {
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
  await page.goto(`${sandbox.url}${query}`);
  return { page, wrong };
}

/** Does what is answered with these words, and waits for that answer: the same words may stand there from before. */
export async function answered(
  page: Page,
  words: string | RegExp,
  act: () => Promise<unknown>,
): Promise<void> {
  const answers = page.getByText(words);
  const before = await answers.count();
  await act();
  await answers.nth(before).waitFor();
}

/** A file as it comes with a drag or from the clipboard. */
async function transferOf(page: Page, path: string, name: string): Promise<JSHandle<DataTransfer>> {
  const bytes = (await readFile(path)).toString('base64');
  return page.evaluateHandle(
    ([data, fileName]) => {
      const it = new DataTransfer();
      it.items.add(
        new File([Uint8Array.from(atob(data), (c) => c.charCodeAt(0))], fileName, { type: 'image/jpeg' }),
      );
      return it;
    },
    [bytes, name] as const,
  );
}

/** Drops a file onto the page, as from the desktop. */
export async function drop(page: Page, path: string, name: string): Promise<void> {
  const dataTransfer = await transferOf(page, path, name);
  // as a browser does while a file is held over the page: the page may not listen yet when the first one comes
  await eventually('the page to take the file', async () => {
    await page.dispatchEvent('body', 'dragover', { dataTransfer });
    return page.getByText('Drop it here to paint it').isVisible();
  });
  await page.dispatchEvent('body', 'drop', { dataTransfer });
}

/** Pastes a file, wherever the focus is. */
export async function paste(page: Page, path: string, name: string): Promise<void> {
  const clipboardData = await transferOf(page, path, name);
  await clipboardData.evaluate((data) => {
    const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
    (document.activeElement ?? document.body).dispatchEvent(event);
  });
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { noBrowser, openBrowser, screenshot } from '../sandbox/support/browser.ts';
import { drop, openPage } from '../sandbox/support/page.ts';
import { withFleet } from '../support/fleet.ts';

const PHOTO = fileURLToPath(new URL('../../docs/photos/sunset.jpg', import.meta.url));

test('a person on the page gets a real painting from the real bot and worker', {
  skip: noBrowser,
}, async (t) => {
  const fleet = await withFleet(t);
  const browser = await openBrowser();
  t.after(() => browser.close());
  const { page, wrong } = await openPage(browser, fleet.sandbox);

  await drop(page, PHOTO, 'sunset.jpg');
  const preset = page.getByRole('combobox', { name: 'preset' });
  await preset.fill('munch');
  await page.getByRole('option', { name: /The Scream/ }).waitFor();
  await preset.press('Enter');
  await page.getByText(/^fast/).first().click();
  await page.getByRole('button', { name: 'Send' }).click();

  const picture = page.getByRole('img', { name: /painted in the manner of The Scream/ });
  await picture.waitFor({ timeout: 60_000 });
  const size = await picture.evaluate((img: HTMLImageElement) =>
    img.decode().then(() => [img.naturalWidth, img.naturalHeight]),
  );
  assert.deepEqual(size, [1024, 682]);
  await page.getByText('Edvard Munch').first().waitFor();
  await page.screenshot({ path: await screenshot('whole-way') });
  assert.deepEqual(wrong, [], 'no error on the page');
});

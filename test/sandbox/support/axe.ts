import { createRequire } from 'node:module';
import type { Locator, Page } from 'playwright-core';

/** What axe objects to, on the page or inside one part of it: rule and first place. */
export async function objections(page: Page, part?: Locator): Promise<[string, string][]> {
  const { source } = createRequire(import.meta.url)('axe-core') as { source: string };
  // Not by a script element, which the page's policy forbids.
  await page.evaluate(source);
  if (part) await part.evaluate((element) => element.setAttribute('data-axe', ''));
  const { violations } = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
    part ? "axe.run('[data-axe]')" : 'axe.run()',
  );
  return violations.map(({ id, nodes }) => [id, nodes[0]!.html]);
}

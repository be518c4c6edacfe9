import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'atelier-markdown-'));
after(() => rm(folder, { recursive: true }));

const outfile = join(folder, 'markdown.mjs');
await build({
  entryPoints: [join(ROOT, 'apps/sandbox/src/page/markdown.tsx')],
  bundle: true,
  format: 'esm',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  outfile,
});
const { Markdown } = await import(pathToFileURL(outfile).href);

interface Node {
  type: unknown;
  props: { children?: unknown };
}

/** As `<p>a<strong>b</strong></p>`, without attributes. */
function html(node: unknown): string {
  if (node == null || typeof node === 'boolean') return '';
  if (typeof node !== 'object') return String(node);
  if (Array.isArray(node)) return node.map(html).join('');
  const { type, props } = node as Node;
  const inner = html(props.children);
  return typeof type === 'string' ? `<${type}>${inner}</${type}>` : inner;
}

const CASES: [text: string, shown: string][] = [
  ['**bold** and *slanted*', '<strong>bold</strong> and <em>slanted</em>'],
  ['\\*not\\* **a \\*\\* b**', '*not* <strong>a ** b</strong>'],
  ['__under\\_\\_line__ ~~gone\\~~~', '<u>under__line</u> <s>gone~</s>'],
  ['`a \\* b`', '<code>a \\* b</code>'],
  ['C:\\Users \\\\ \\ü', 'C:\\Users \\ \\ü'],
  ['https://example.com/a\\_b', '<a>https://example.com/a_b</a>'],
];
for (const [text, shown] of CASES) {
  test(`markdown: ${text}`, () => assert.equal(html(Markdown({ text })), `<div><p>${shown}</p></div>`));
}

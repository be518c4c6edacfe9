import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix, resolve } from 'node:path';
import { test } from 'node:test';

/** What pages and `.env.example` name is there: files, headings, environment variables. */

const ROOT = resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
  cwd: ROOT,
  encoding: 'utf8',
});
const FILES = listed
  .trim()
  .split('\n')
  .filter((file) => existsSync(join(ROOT, file)));
/** docs/api is made from the source, and a changelog speaks of what was. */
const PAGES = FILES.filter((file) => /\.md$/.test(file) && !/^docs\/api\/|CHANGELOG/.test(file));
const PLACES = new Set(FILES.flatMap((file) => [file, ...foldersOf(file)]));

function foldersOf(file: string): string[] {
  const folder = dirname(file);
  return folder === '.' ? [] : [folder, ...foldersOf(folder)];
}

test('every path of the repository that a page names is there', () => {
  const ends = ['ts', 'tsx', 'mjs', 'md', 'py', 'sql', 'json', 'jsonc', 'yaml', 'yml', 'safetensors'];
  const isPath = (text: string) =>
    /^[\w.*/-]*\w[\w.*/-]*$/.test(text) &&
    !/^(\/|\.\.\/\.\.\/\.\.\/shared)|^dist\/|node_modules/.test(text) &&
    (ends.some((end) => text.endsWith(`.${end}`) && text.length > end.length + 1) ||
      /^(apps|bench|deploy|docs|examples|findings|migrations|models|packages|scripts|test|training)\//.test(
        text,
      ));
  const missing = PAGES.flatMap((page) =>
    [...withoutBlocks(read(page)).matchAll(/`([^`\n]+)`/g)]
      .map(([, text = '']) => text)
      .filter((text) => isPath(text) && !isThere(text))
      .map((text) => `${page}: ${text}`),
  );
  assert.deepEqual(missing, []);
});

/** A path may begin anywhere in the tree; `*`, `NAME`, `LOCALE` and a migration's `NNNN_what` stand for anything. */
function isThere(path: string): boolean {
  const pattern = path
    .replace(/\/$/, '')
    .replace(/[.]/g, '\\.')
    .replaceAll('*', '[^/]*')
    .replace(/\b(?:NAME|LOCALE|NNNN_what)\b/g, '[^/]+');
  const wanted = new RegExp(`(^|/)${pattern}$`);
  return PLACES.has(path) || [...PLACES].some((place) => wanted.test(place));
}

test('every link of a page leads to a file, and to a heading of it', () => {
  const wrong = PAGES.flatMap((page) =>
    [...withoutBlocks(read(page)).matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, link = '']) => link)
      .filter((link) => !/^[a-z]+:/.test(link) && !leads(page, link))
      .map((link) => `${page}: ${link}`),
  );
  assert.deepEqual(wrong, []);
});

function leads(page: string, link: string): boolean {
  const [path = '', heading] = link.split('#');
  const file = path === '' ? page : posix.normalize(posix.join(posix.dirname(page), decodeURI(path)));
  const there = existsSync(join(ROOT, file));
  if (!there || heading === undefined || !file.endsWith('.md')) return there;
  return headingsOf(file).has(heading);
}

/** As GitHub names them: small letters, without signs, blanks as hyphens. */
function headingsOf(file: string): Set<string> {
  const words = [...withoutBlocks(read(file)).matchAll(/^#+ +(.*)$/gm)].map(([, title = '']) => title);
  return new Set(
    words.map((title) =>
      title
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replaceAll(' ', '-'),
    ),
  );
}

function withoutBlocks(page: string): string {
  return page.replace(/^```[\s\S]*?^```/gm, '');
}

const VARIABLE = /\b(?:(?:ATELIER|AWS|DISCORD|OTEL)_[A-Z_]*[A-Z]|DATABASE_URL|LOG_LEVEL)\b/g;
/** Of OpenTelemetry's library, and of tests. */
const OTHERS = [
  'OTEL_EXPORTER_OTLP_HEADERS',
  'OTEL_RESOURCE_ATTRIBUTES',
  'ATELIER_TEST_DATABASE_URL',
  'ATELIER_TEST_DATABASE_FILES',
];
/** What the program reads: names in quotes, and those behind `env`. */
const READ = new Set(
  FILES.filter((file) => /^(apps|packages)\/.*\.(ts|tsx|mjs)$/.test(file) && !/\.test\./.test(file)).flatMap(
    (file) =>
      [...read(file).matchAll(/(?<=['"`]|\benv\.)[A-Z]+(?:_[A-Z]+)+(?=['"`\s;,)?])/g)]
        .map(([name]) => name)
        .filter((name) => name.replace(VARIABLE, '') === ''),
  ),
);

test('.env.example names every variable that the program reads, and no other', () => {
  // the sandbox alone has a port of its own; the rest of OpenTelemetry's is in docs/operate/metrics.md
  const wanted = [...READ].filter(
    (name) => name !== 'ATELIER_SANDBOX_PORT' && !/^OTEL_(?!EXPORTER_OTLP_ENDPOINT)/.test(name),
  );
  const named = [...read('.env.example').matchAll(/^#([A-Z_]+)=/gm)].map(([, name = '']) => name);
  assert.deepEqual(named.toSorted(), wanted.toSorted());
});

test('pages name the variables that the program reads, and no other', () => {
  const named = new Set(PAGES.flatMap((page) => read(page).match(VARIABLE) ?? []));
  assert.deepEqual(
    [...READ].filter((name) => !named.has(name)),
    [],
    'in no page',
  );
  assert.deepEqual(
    [...named].filter((name) => !READ.has(name) && !OTHERS.includes(name)),
    [],
    'read by nothing',
  );
});

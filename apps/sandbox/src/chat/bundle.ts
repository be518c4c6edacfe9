import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const PAGE = fileURLToPath(new URL('../page/', import.meta.url));

export interface Bundle {
  html: string;
  script: string;
  style: string;
}

let bundle: Promise<Bundle> | undefined;

/** The page in memory, made at the first request: script and style bundled from `page/`, nothing from outside. */
export function pageBundle(): Promise<Bundle> {
  bundle ??= make();
  return bundle;
}

async function make(): Promise<Bundle> {
  const [html, built] = await Promise.all([
    readFile(`${PAGE}index.html`, 'utf8'),
    build({
      entryPoints: [`${PAGE}main.tsx`, `${PAGE}style/main.css`],
      outdir: PAGE,
      bundle: true,
      write: false,
      minify: true,
      format: 'esm',
      target: 'es2022',
      jsx: 'automatic',
      jsxImportSource: 'preact',
      legalComments: 'none',
      logLevel: 'silent',
      tsconfigRaw: {},
    }),
  ]);
  const output = (ending: string) => built.outputFiles.find((file) => file.path.endsWith(ending))?.text ?? '';
  return { html, script: output('.js'), style: output('.css') };
}

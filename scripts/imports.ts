import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseSync } from 'oxc-parser';

const root = resolve(import.meta.dirname, '..');

/** A file of ours, or of a package that is built for others (packages/core, `npm pack`), which nobody here imports. */
export type Door = string | { readonly types: string; readonly default: string };

export interface Workspace {
  /** from the root of the project: `packages/core` */
  readonly folder: string;
  readonly manifest: { readonly name: string; readonly exports?: Readonly<Record<string, Door>> };
}

export interface Import {
  /** from the root of the project: `apps/bot/src/run.ts` */
  readonly from: string;
  readonly to: string;
}

/** The workspaces of the project by their names. */
export function workspaces(): Map<string, Workspace> {
  const { workspaces: folders } = json<{ workspaces: string[] }>('package.json');
  return new Map(
    folders.map((folder) => {
      const manifest = json<Workspace['manifest']>(`${folder}/package.json`);
      return [manifest.name, { folder, manifest }];
    }),
  );
}

/** Every import of one file of ours by another, those of types included, wherever a package's doors are. */
export function imports(): Import[] {
  const homes = workspaces();
  return sources().flatMap((from) =>
    specifiers(from).flatMap((specifier) => {
      if (specifier.startsWith('.')) return { from, to: join(dirname(from), specifier) };
      const [scope, name, ...rest] = specifier.split('/');
      const home = homes.get(`${scope}/${name}`);
      const isBuilt = typeof home?.manifest.exports?.[`./${rest.join('/')}`] === 'object';
      return home && !isBuilt ? { from, to: join(home.folder, 'src', ...rest) } : [];
    }),
  );
}

/** What a file imports, re-exports, takes a type of (`import('…')`) or opens later by `import()`. */
function specifiers(file: string): string[] {
  const text = readFileSync(resolve(root, file), 'utf8');
  const { module, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]!.message}`);
  return [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []),
    ),
    ...[...text.matchAll(/\bimport\(\s*'([^']+)'\s*\)/g)].map(([, name]) => name!),
  ];
}

/** The source files of the project, those that are not committed yet included. */
function sources(): string[] {
  const kinds = ['*.ts', '*.tsx', '*.mjs'];
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', ...kinds], { cwd: root });
  return listed
    .toString()
    .trim()
    .split('\n')
    .filter((file) => existsSync(resolve(root, file)));
}

function json<T>(file: string): T {
  return JSON.parse(readFileSync(resolve(root, file), 'utf8'));
}

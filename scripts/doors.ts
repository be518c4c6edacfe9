/**
 * The doors of every workspace: `exports` in its package.json names exactly those files that another workspace, a
 * test of the whole product, a benchmark or a recipe imports. So a new door is seen in a review, and what has none
 * is free to change.
 *
 *     npm run doors             fails where door and use differ
 *     npm run doors -- --write  names the doors that are used
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { imports, type Workspace, workspaces } from './imports.ts';

/** `./x.ts` to `./src/x.ts` for every file of the workspace that is imported from outside it, sorted. */
function doorsInUse({ folder }: Workspace): Record<string, string> {
  const inside = `${folder}/src/`;
  const used = imports()
    .filter(({ from, to }) => to.startsWith(inside) && !from.startsWith(`${folder}/`))
    .map(({ to }) => to.slice(inside.length));
  return Object.fromEntries([...new Set(used)].sort().map((door) => [`./${door}`, `./src/${door}`]));
}

function write({ folder }: Workspace, exports: Record<string, string>): void {
  const file = resolve(import.meta.dirname, '..', folder, 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, `${JSON.stringify({ ...manifest, exports }, null, 2)}\n`);
}

for (const [name, workspace] of workspaces()) {
  const used = doorsInUse(workspace);
  if (process.argv.includes('--write')) {
    write(workspace, used);
    continue;
  }
  const named = workspace.manifest.exports ?? {};
  const unused = Object.keys(named).filter((door) => used[door] !== named[door]);
  const missing = Object.keys(used).filter((door) => !(door in named));
  for (const door of unused) console.error(`${name}: nobody outside imports ${door}`);
  for (const door of missing) console.error(`${name}: ${door} is imported from outside and is no door`);
  if (unused.length + missing.length > 0) process.exitCode = 1;
}
if (process.exitCode) console.error('npm run doors -- --write names the doors that are used.');

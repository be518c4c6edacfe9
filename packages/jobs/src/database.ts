import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded.ts';
import type { Environment } from './environment.ts';
import type { Log } from './log.ts';

/** The database of `DATABASE_URL`, which nobody of us starts or stops, or else the embedded one. */
export async function openDatabase(
  environment: Pick<Environment, 'databaseUrl' | 'dataDirectory'>,
  log: Log,
): Promise<Pick<EmbeddedPostgres, 'url' | 'stop'>> {
  if (environment.databaseUrl !== null) return { url: environment.databaseUrl, stop: async () => {} };
  return startEmbeddedPostgres(environment.dataDirectory, log);
}

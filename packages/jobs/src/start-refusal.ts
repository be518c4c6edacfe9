import { asAtelierError } from '@atelier/contract/errors.ts';
import pg from 'pg';
import { AtelierError } from './errors.ts';
import type { Log } from './log.ts';
import { systemReason } from './system-error.ts';

/** What a process that its starter supervises says before it ends: why it could not start. */
export interface StartRefusal {
  refusal: string;
}

/** One fatal line without a stack, which the starter is told too; the stack of an unforeseen error is there at `LOG_LEVEL=debug`. */
export async function refuseStart(log: Log, who: string, thrown: unknown): Promise<void> {
  const { code, line } = startRefusal(thrown);
  if (code === 'internal') log.debug({ err: thrown }, 'what was thrown at the start');
  log.fatal({ code }, `the ${who} could not start: ${line}`);
  const message: StartRefusal = { refusal: line };
  if (process.connected) await new Promise<void>((done) => process.send?.(message, () => done()));
}

/** Why nothing could be started, in one line for whoever runs Atelier. */
export function startRefusal(thrown: unknown): { code: string; line: string } {
  const { code, message, cause } = known(thrown);
  if (code !== 'internal') return { code, line: message };
  const [line = ''] = (cause instanceof Error ? cause.message : String(cause)).split('\n');
  return { code, line: line === '' ? String(cause) : line };
}

function known(thrown: unknown): AtelierError {
  if (thrown instanceof AtelierError) return thrown;
  if (thrown instanceof pg.DatabaseError) {
    const reason = thrown.code === '42501' ? `${thrown.message}: ${GRANT}` : thrown.message;
    return new AtelierError('database.unsuitable', { reason }, thrown);
  }
  const reason = systemReason(thrown);
  const { path } = (thrown ?? {}) as NodeJS.ErrnoException;
  if (reason !== null && path !== undefined) {
    return new AtelierError('start.directory', { path, reason, variable: 'ATELIER_DATA' }, thrown);
  }
  return asAtelierError(thrown);
}

const GRANT =
  'its role needs CREATE on the database for the first start and for each new version, and may lack it in between';

import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { Writable } from 'node:stream';
import { createStream, type RotatingFileStream } from 'rotating-file-stream';
import { AtelierError } from './errors.ts';
import { systemReason } from './system-error.ts';

/** `atelier.log`, and up to three older ones beside it: `atelier.log.1` is the youngest of them. */
const ROTATION = { size: '10M', rotate: 3 } as const;
/** ms after which a log that could not be written is tried again */
const TRY_AGAIN_AFTER = 5_000;

/**
 * A stream into a rotated log file. It never fails and never holds up who writes: what a full disk does not take is
 * lost, `onTrouble` is told why once per outage, and later lines are tried again.
 * Error: start.directory where the file cannot be written at the start.
 */
export async function openLogFile(file: string, onTrouble: (reason: string) => void): Promise<Writable> {
  const found = await stat(file).catch(() => null);
  if (found !== null && !found.isFile()) throw unusable(file, 'it is no file');
  let failure: unknown;
  let failedAt = 0;
  let started = false;
  const open = (): RotatingFileStream => {
    const stream = createStream(basename(file), { ...ROTATION, path: dirname(file) });
    stream.on('error', (error) => {
      if (started && failedAt === 0) onTrouble(reasonOf(error));
      failure = error;
      failedAt = Date.now();
    });
    return stream;
  };
  let stream = open();
  await new Promise<void>((done) => stream.once('open', () => done()).once('error', () => done()));
  if (failure !== undefined) throw unusable(file, reasonOf(failure), failure);
  started = true;

  return new Writable({
    write(chunk, _encoding, done) {
      if (stream.destroyed) {
        if (Date.now() - failedAt < TRY_AGAIN_AFTER) return done();
        stream = open();
      }
      stream.write(chunk, (error) => {
        if (!error && !stream.destroyed) failedAt = 0;
        done();
      });
    },
    final(done) {
      if (stream.destroyed) done();
      else stream.end(() => done());
    },
  });
}

/** The process's own stderr, for others to be piped into: a full disk or a reader that went away loses lines only. */
export function stderrOutput(): Writable {
  ignoreStderrErrors();
  return new Writable({
    write(chunk, _encoding, done) {
      process.stderr.write(chunk, () => done());
    },
  });
}

let ignoring = false;

/** A log that cannot be written is no reason to stop painting, and there is no other place to say so. */
export function ignoreStderrErrors(): void {
  if (!ignoring) process.stderr.on('error', () => {});
  ignoring = true;
}

function reasonOf(error: unknown): string {
  return systemReason(error) ?? (error instanceof Error ? error.message : String(error));
}

function unusable(path: string, reason: string, cause?: unknown): AtelierError {
  return new AtelierError('start.directory', { path, reason, variable: 'ATELIER_DATA' }, cause);
}

import { type DestinationStream, pino, stdTimeFunctions } from 'pino';
import { LOG_LEVELS } from './environment.ts';
import { ignoreStderrErrors } from './log-output.ts';
import { redactText } from './redact.ts';

export type Log = ReturnType<typeof createLog>;

/**
 * A log that writes JSON lines to stderr (stdout belongs to what a command prints). Every line goes through
 * `redactText` as a whole before it is written: a secret that sits deep in an error's cause is caught too.
 * `LOG_LEVEL` is read here so that a log exists before the environment has been checked.
 */
export function createLog(name: string, destination: DestinationStream = process.stderr, level = levelOf()) {
  if (destination === process.stderr) ignoreStderrErrors();
  return pino(
    { name, level, timestamp: stdTimeFunctions.isoTime, base: { pid: process.pid } },
    { write: (line: string) => void destination.write(redactText(line)) },
  );
}

function levelOf(): string {
  const wished = process.env.LOG_LEVEL ?? '';
  return (LOG_LEVELS as readonly string[]).includes(wished) ? wished : 'info';
}

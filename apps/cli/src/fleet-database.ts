import { openOperator } from '@atelier/queue/operate/open.ts';
import { readEnvironment } from '@atelier/runtime/environment.ts';
import { createLog } from '@atelier/runtime/log.ts';

type Operator = Awaited<ReturnType<typeof openOperator>>;

/** Opens the fleet's database for one command. One that is away is said at once, as somebody waits at a terminal. */
export async function onFleet<T>(use: (pool: Operator['pool']) => Promise<T>): Promise<T> {
  const log = createLog('fleet', process.stderr, process.env.LOG_LEVEL ?? 'error');
  const { pool, close } = await openOperator({ ...readEnvironment(), databaseWaitMs: 0 }, log);
  try {
    return await use(pool);
  } finally {
    await close();
  }
}

/** One JSON value on stdout, or lines for people. */
export function say(json: boolean | undefined, value: unknown, lines: () => readonly string[]): void {
  const text = json ? JSON.stringify(value, null, 2) : lines().join('\n');
  process.stdout.write(`${text}\n`);
}

/** Columns under their headings, numbers to the right. */
export function table(rows: readonly Record<string, string | number>[]): string[] {
  const [first] = rows;
  if (first === undefined) return [];
  const names = Object.keys(first);
  const all = [Object.fromEntries(names.map((name) => [name, name])), ...rows];
  const widths = names.map((name) => Math.max(...all.map((row) => String(row[name]).length)));
  return all.map((row) =>
    names
      .map((name, i) => {
        const text = String(row[name]);
        return typeof first[name] === 'number' ? text.padStart(widths[i]!) : text.padEnd(widths[i]!);
      })
      .join('  ')
      .trimEnd(),
  );
}

/** 42 s, 7 min, 3.5 h */
export function span(seconds: number): string {
  if (seconds < 100) return `${Math.round(seconds)} s`;
  if (seconds < 6000) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

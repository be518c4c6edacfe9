import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** This tree. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** One whole command from its start to its end. */
export interface Run {
  readonly seconds: number;
  /** seconds, user and system */
  readonly cpu: number;
  /** of memory at the peak */
  readonly bytes: number;
  /** the same of all ffmpeg that it started, each at its own peak */
  readonly ffmpeg: number;
  readonly stdout: string;
}

/** What a process says of itself at its end; its own, as it begins with the size of the one that starts it otherwise. */
const REPORT = `data:text/javascript,${encodeURIComponent(`
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
const linux = process.platform === 'linux';
const peakOf = (pid) => Number(/^VmHWM:\\s+(\\d+) kB$/m.exec(readFileSync('/proc/' + pid + '/status', 'utf8'))?.[1] ?? 0);
const ffmpeg = new Map();
const look = () => {
  for (const thread of readdirSync('/proc/self/task')) {
    try {
      for (const pid of readFileSync('/proc/self/task/' + thread + '/children', 'utf8').trim().split(' ')) {
        if (readFileSync('/proc/' + pid + '/comm', 'utf8').trim() === 'ffmpeg') ffmpeg.set(pid, peakOf(pid));
      }
    } catch {} // one of them has ended meanwhile
  }
};
if (linux) setInterval(look, 250).unref();
process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  const peak = linux ? peakOf('self') : process.resourceUsage().maxRSS;
  const others = [...ffmpeg.values()].reduce((a, b) => a + b, 0);
  const all = { cpu: (user + system) / 1e6, bytes: 1024 * peak, ffmpeg: 1024 * others };
  writeFileSync(process.env.BENCH_REPORT, JSON.stringify(all));
});`)}`;

/** `atelier …` of a tree that has its packages. niceness: how much it yields, 0 to 19 */
export async function runAtelier(
  tree: string,
  given: readonly string[],
  { niceness = 0, signal }: { niceness?: number; signal?: AbortSignal } = {},
): Promise<Run> {
  const launcher = join(tree, 'apps/cli/bin/atelier.mjs');
  const entry = existsSync(launcher) ? launcher : join(tree, 'apps/cli/src/main.ts');
  const folder = mkdtempSync(join(tmpdir(), 'atelier-run-'));
  const report = join(folder, 'report.json');
  const command = [join(tree, 'node_modules/.bin/node'), '--import', REPORT, entry, ...given];
  try {
    const begin = performance.now();
    const child = spawn('nice', ['-n', String(niceness), ...command], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, BENCH_REPORT: report, NODE_OPTIONS: '' },
      ...(signal && { signal, killSignal: 'SIGINT' }),
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (text) => (stdout += text));
    child.stderr.on('data', (text) => (stderr += text));
    const status = await new Promise((ended, failed) => child.on('close', ended).on('error', failed));
    const seconds = (performance.now() - begin) / 1000;
    if (status !== 0) throw new Error(`${entry} ${given.join(' ')} ended with ${status}: ${stderr}`);
    return { seconds, stdout, ...JSON.parse(readFileSync(report, 'utf8')) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * `node bench/profile.ts [SIZE]`: where loss + gradient of the compact network spends its time, operator by
 * operator, by onnxruntime's profiler, one thread.
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileObjective } from '@atelier/core/engines/onnx/objective-graph.ts';
import { loadPerceptual } from '@atelier/core/networks/perceptual.ts';
import { OBJECTIVE } from '@atelier/core/objective/objectives.ts';
import { InferenceSession, Tensor } from 'onnxruntime-node';

const RUNS = 9;
const size = Number(process.argv[2] ?? 512);

/** What the profiler writes, as far as it is read here; durations in µs. */
interface Event {
  readonly cat: string;
  readonly name: string;
  readonly dur: number;
  readonly args: { readonly op_name?: string };
}

const folder = await mkdtemp(join(tmpdir(), 'atelier-profile-'));
const { model, inputs } = compileObjective(
  await loadPerceptual(),
  OBJECTIVE,
  { width: size, height: size },
  { gradient: true },
);
const session = await InferenceSession.create(model, {
  enableMemPattern: false,
  intraOpNumThreads: 1,
  logSeverityLevel: 3,
  enableProfiling: true,
  profileFilePrefix: join(folder, 'run'),
});
const feeds = Object.entries({ picture: [1, 3, size, size], ...inputs }).map(([name, shape]) => {
  const length = shape.reduce((a, b) => a * b, 1);
  const data = Float32Array.from({ length }, () => Math.random());
  return [name, new Tensor('float32', data, [...shape])] as const;
});
for (let i = 0; i <= RUNS; i++) await session.run(Object.fromEntries(feeds));
session.endProfiling();
await session.release();

const [file] = (await readdir(folder)) as [string];
const events: Event[] = JSON.parse(await readFile(join(folder, file), 'utf8'));
await rm(folder, { recursive: true });
const operators = new Map<string, { ms: number; nodes: number }>();
for (const { cat, name, dur, args } of events) {
  if (cat !== 'Node' || !name.endsWith('_kernel_time') || args.op_name === undefined) continue;
  const entry = operators.get(args.op_name) ?? { ms: 0, nodes: 0 };
  entry.ms += dur / 1000 / (RUNS + 1);
  entry.nodes += 1 / (RUNS + 1);
  operators.set(args.op_name, entry);
}
const rows = [...operators].sort((a, b) => b[1].ms - a[1].ms);
const total = rows.reduce((sum, [, { ms }]) => sum + ms, 0);
console.log(`| operator, ${size}² | nodes | ms | share |\n|---|---|---|---|`);
for (const [operator, { ms, nodes }] of rows) {
  if (ms < 0.005 * total) continue;
  console.log(
    `| ${operator} | ${Math.round(nodes)} | ${ms.toFixed(1)} | ${((100 * ms) / total).toFixed(0)} % |`,
  );
}
console.log(`| **all** | | **${total.toFixed(1)}** | |`);

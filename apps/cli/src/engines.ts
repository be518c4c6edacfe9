import { availableParallelism, cpus, totalmem } from 'node:os';
import { chooseEngine } from '@atelier/core/engines/choose.ts';
import type { Engine } from '@atelier/core/engines/engine.ts';
import {
  type DeviceName,
  type EngineName,
  ONNX_DEVICES,
  TENSORFLOW_DEVICES,
} from '@atelier/core/engines/names.ts';
import { AtelierError } from '@atelier/core/errors.ts';
import { readEnvironment } from '@atelier/runtime/environment.ts';
import { FULL, type Measured, type Measurement, measure, QUICK } from './engines-measure.ts';

/** One engine on one device: what it does here, or why it does not run. */
export interface Row {
  engine: Exclude<EngineName, 'auto'>;
  /** as ATELIER_DEVICE names it */
  device: DeviceName;
  /** what computes: the device, or tfjs's backend; null: nothing here */
  runsOn: string | null;
  /** library and release; null: nothing here */
  version: string | null;
  reason: string;
  measured: Measured | null;
}

type Candidate = Pick<Row, 'engine' | 'device'>;

const CANDIDATES: readonly Candidate[] = [
  ...ONNX_DEVICES.map((device) => ({ engine: 'onnx' as const, device })),
  ...TENSORFLOW_DEVICES.map((device) => ({ engine: 'tensorflow' as const, device })),
];

/** `atelier engines`: what this machine has, what is chosen and why, and a measurement of each that runs. */
export async function engines(options: { json?: boolean; quick?: boolean }): Promise<void> {
  const { engine, device, threads } = readEnvironment();
  const chosen = await chooseEngine({ engine, device, threads: threads ?? undefined });
  await chosen.close();
  const rows: Row[] = [];
  for (const candidate of CANDIDATES) {
    const row = await tried(candidate, rows, { quick: options.quick, threads: threads ?? undefined });
    rows.push(row);
    if (!options.json) process.stderr.write(`${row.engine} on ${row.device}: ${row.reason}\n`);
  }
  const machine = {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    gigabytes: totalmem() / 1e9,
  };
  const choice = { engine: chosen.name, device: chosen.device, reason: chosen.reason };
  if (options.json)
    process.stdout.write(`${JSON.stringify({ machine, chosen: choice, engines: rows }, null, 2)}\n`);
  else process.stdout.write(tableOf(machine, choice, rows));
}

async function tried(
  { engine, device }: Candidate,
  before: readonly Row[],
  { quick, threads }: { quick?: boolean | undefined; threads?: number | undefined },
): Promise<Row> {
  let opened: Engine | undefined;
  try {
    opened = await chooseEngine({ engine, device, threads });
    const { name, device: runsOn, version = null, reason } = opened;
    // tensorflow's cpu is WebAssembly where its own library is not installed: measured once.
    const known = before.find((row) => row.engine === name && row.runsOn === runsOn);
    const measured = known?.measured ?? (await measure(opened, quick ? QUICK : FULL));
    return { engine, device, runsOn, version, reason, measured };
  } catch (error) {
    return { engine, device, runsOn: null, version: null, reason: reasonOf(error), measured: null };
  } finally {
    await opened?.close();
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof AtelierError && error.code === 'engine.unavailable') return String(error.data.reason);
  return `it starts and then fails: ${(error as Error).message.split('\n')[0]}`;
}

const COLUMNS = [12, 14, 26, 26] as const;

function tableOf(
  machine: { processor: string; cores: number; gigabytes: number },
  chosen: { engine: string; device: string; reason: string },
  rows: readonly Row[],
): string {
  const line = (...cells: string[]) =>
    cells
      .map((cell, i) => cell.padEnd(COLUMNS[i] ?? 0))
      .join('')
      .trimEnd();
  const running = rows.filter(({ measured }) => measured !== null);
  return [
    `${machine.processor}, ${machine.cores} cores, ${machine.gigabytes.toFixed(0)} GB`,
    `chosen: ${chosen.engine} on ${chosen.device} (${chosen.reason})`,
    '',
    line('engine', 'device', 'loss and gradient', 'fast pass', 'library'),
    ...running.map(({ engine, device, runsOn, version, measured }) =>
      line(
        engine,
        runsOn === device ? device : `${device} (${runsOn})`,
        told(measured!.lossAndGradient),
        told(measured!.fastPass),
        version ?? '',
      ),
    ),
    '',
    'not here:',
    ...rows
      .filter(({ measured }) => measured === null)
      .map(({ engine, device, reason }) => `  ${engine} on ${device}: ${reason}`),
    '',
  ].join('\n');
}

/** For example `256²: 21.4 ms, 46.7/s`. */
function told({ size, milliseconds, perSecond }: Measurement): string {
  return `${size}²: ${milliseconds.toFixed(1)} ms, ${perSecond.toFixed(1)}/s`;
}

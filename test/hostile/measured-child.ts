/** The picture process, with what each task cost told beside its result: CPU time of all its threads, and its peak. */
import type { Report } from '@atelier/core/isolated/messages.ts';

export interface Cost {
  /** CPU time in ms, which other processes on the machine do not change */
  cpuMs: number;
  /** the most that the process has held, in MB */
  peak: number;
}

let begun = process.cpuUsage();
process.on('message', () => {
  begun = process.cpuUsage();
});

function cost(): Cost {
  const { user, system } = process.cpuUsage(begun);
  return { cpuMs: (user + system) / 1000, peak: process.resourceUsage().maxRSS / 1024 };
}

const send = process.send?.bind(process);
process.send = (report: Report) => {
  if (report.kind === 'done')
    return send?.({ ...report, result: { ...cost(), result: report.result } }) ?? false;
  if (report.kind !== 'failed') return send?.(report) ?? false;
  const error = { ...report.error, data: { ...report.error.data, ...cost() } };
  return send?.({ ...report, error }) ?? false;
};

// no door: nobody else may import what runs by being imported
await import(new URL('../../packages/core/src/isolated/child.ts', import.meta.url).href);

import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { BEAT_MS, beatLine, PULSE_FD } from './channel.ts';

/**
 * Runs beside the painter's main thread, which hears of nothing while a network computes: tells the worker that the
 * process lives and what it takes, and ends it at once when there is no worker any more.
 */
const { turns } = workerData as { turns: Int32Array };

setInterval(() => {
  const { user, system } = process.cpuUsage();
  const cpuMs = Math.round((user + system) / 1000);
  const line = beatLine({ rss: process.memoryUsage.rss(), cpuMs, turns: Atomics.load(turns, 0) });
  try {
    writeSync(PULSE_FD, line);
  } catch (error) {
    // the pipe is full: the worker is asleep
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') process.kill(process.pid, 'SIGKILL');
  }
}, BEAT_MS);

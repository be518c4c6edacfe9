import { stat, utimes } from 'node:fs/promises';

/** ms between two touches; less than a third of what anybody takes for fresh */
const TOUCH_EVERY_MS = 4000;

/**
 * Says of a file or folder, from now until the function that it answers is called, that whoever made it is still there.
 * In its time of modification and not by the number of a process: behind one volume several containers have a process 1
 * each, and a number is given to another one again.
 */
export function keepFresh(path: string): () => void {
  const timer = setInterval(() => {
    const now = new Date();
    // where it is gone there is nothing to say any more
    utimes(path, now, now).catch(() => {});
  }, TOUCH_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** Whether it is there, and nobody has made it or kept it fresh within the last `ms`; what is of the future was neither. */
export async function isStale(path: string, ms: number): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found !== null && Math.abs(Date.now() - found.mtimeMs) >= ms;
}

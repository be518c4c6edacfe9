import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Debian's python3-torch belongs to the system's Python, which need not be the first on the PATH. */
const PYTHONS = ['/usr/bin/python3', 'python3'];

export interface PyTorch {
  milliseconds: number;
  torch: string;
  /** those that it used */
  threads?: number;
}

/** The same loss + gradient in PyTorch eager. threads: 0 for PyTorch's own choice; null where there is no PyTorch. */
export function pytorchLossAndGradient(
  weights: string,
  size: number,
  repeats: number,
  threads: number,
): Promise<PyTorch | null> {
  return inPyTorch('./pytorch.py', [weights, size, repeats, threads]);
}

/** Runs a script of this folder that prints its result; null where there is no PyTorch. */
export async function inPyTorch(
  script: string,
  given: readonly (string | number)[],
): Promise<PyTorch | null> {
  const args = [fileURLToPath(new URL(script, import.meta.url)), ...given.map(String)];
  for (const python of PYTHONS) {
    try {
      const { stdout } = await run(python, args);
      return JSON.parse(stdout);
    } catch {
      // no such Python, or one without torch: try the next
    }
  }
  return null;
}

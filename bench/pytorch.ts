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

export interface Judge {
  /** threads, 0: PyTorch's own choice */
  threads: number;
  /** the Python with the PyTorch that is asked, default: the system's */
  python?: string;
  /** by `torch.compile` instead of eager */
  compile?: boolean;
}

/** The same loss + gradient in PyTorch; null where there is no PyTorch. */
export function pytorchLossAndGradient(
  weights: string,
  size: number,
  repeats: number,
  { threads, python, compile }: Judge,
): Promise<PyTorch | null> {
  const args = [weights, size, repeats, threads, compile ? 'compile' : 'eager'];
  return inPyTorch('./pytorch.py', args, python ? [python] : PYTHONS);
}

/** Runs a script of this folder that prints its result; null where there is no PyTorch. */
export async function inPyTorch(
  script: string,
  given: readonly (string | number)[],
  pythons: readonly string[] = PYTHONS,
): Promise<PyTorch | null> {
  const args = [fileURLToPath(new URL(script, import.meta.url)), ...given.map(String)];
  for (const python of pythons) {
    try {
      const { stdout } = await run(python, args);
      return JSON.parse(stdout);
    } catch (error) {
      // no such Python, or one without torch: try the next
      if (pythons !== PYTHONS) console.error((error as Error).message);
    }
  }
  return null;
}

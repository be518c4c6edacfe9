import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { MODELS_FOLDER } from '@atelier/core/models/locate.ts';
import { PERCEPTUAL_FILE } from '@atelier/core/networks/perceptual.ts';

const run = promisify(execFile);
const SCRIPT = fileURLToPath(new URL('./pytorch.py', import.meta.url));

/** Debian's python3-torch belongs to the system's Python, which need not be the first on the PATH. */
const PYTHONS = ['/usr/bin/python3', 'python3'];

export interface PyTorch {
  milliseconds: number;
  torch: string;
}

/** The same loss + gradient in PyTorch eager on the same number of threads; null where there is no PyTorch. */
export async function pytorchLossAndGradient(
  size: number,
  repeats: number,
  threads: number,
): Promise<PyTorch | null> {
  for (const python of PYTHONS) {
    try {
      const args = [SCRIPT, MODELS_FOLDER + PERCEPTUAL_FILE, size, repeats, threads].map(String);
      const { stdout } = await run(python, args);
      return JSON.parse(stdout);
    } catch {
      // no such Python, or one without torch: try the next
    }
  }
  return null;
}

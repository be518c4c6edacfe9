import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { dataDirectoryOf } from '@atelier/core/models/data-directory.ts';

const run = promisify(execFile);

export const RELEASE = '2.15.0';

/**
 * A Python with a current PyTorch, in a virtual environment in the data directory that is made when it is not there:
 * some 5.5 GB, since the wheels of the index bring CUDA's libraries along.
 */
export async function pytorchVenv(): Promise<string> {
  const folder = join(dataDirectoryOf(), 'pytorch', RELEASE);
  const python = join(folder, 'bin', 'python');
  const there = await run(python, ['-c', 'import torch, numpy; print(torch.__version__)']).then(
    ({ stdout }) => stdout.startsWith(RELEASE),
    () => false,
  );
  if (there) return python;
  console.error(`PyTorch ${RELEASE}: 5.5 GB go to ${folder}`);
  await mkdir(dirname(folder), { recursive: true });
  if (!existsSync(python)) await run('python3', ['-m', 'venv', folder]);
  const pip = ['-m', 'pip', 'install', '--quiet', '--no-cache-dir', `torch==${RELEASE}`, 'numpy'];
  await run(python, pip, { maxBuffer: 2 ** 26 });
  return python;
}

import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import {
  findCompiler,
  findPython,
  refuseOtherMachines,
  refuseWithoutRoom,
  thisMachine,
} from '@atelier/core/engines/tensorflow/install-machine.ts';
import { SIZES, TENSORFLOW, TFJS, UNPACKING } from '@atelier/core/engines/tensorflow/install-release.ts';
import {
  build,
  fetchPackages,
  fetchWheels,
  makeEnvironment,
  type Tried,
  tryOut,
} from '@atelier/core/engines/tensorflow/install-steps.ts';
import {
  findInstallation,
  type Installation,
  installationFolder,
  recordFile,
} from '@atelier/core/engines/tensorflow/installation.ts';

/**
 * `npm run tensorflow -- install`: TensorFlow's own library for the engine `tensorflow`. What is there already is left
 * alone, so the same command goes on where it was interrupted. Errors: `tensorflow.*`, `disk.full`.
 */
export async function installTensorflow({ gpu = false }: { gpu?: boolean }): Promise<void> {
  const folder = installationFolder();
  const found = findInstallation(folder);
  if (found && isWanted(found, gpu)) {
    say(`Installed already, in ${folder}.`);
    return say(told(await tryOut({ folder, gpu }), gpu));
  }
  refuseOtherMachines(thisMachine(), gpu);
  const [python, compiler] = [findPython(), findCompiler()];
  const { fetched, kept } = gpu ? SIZES.gpu : SIZES.cpu;
  say(
    `TensorFlow ${TENSORFLOW}${gpu ? ' with CUDA 12 and cuDNN 9' : ''}: fetches ${fetched} MB, keeps ${kept} MB.`,
  );
  say(`It all goes to ${folder}; nothing is installed on the system.`);
  await refuseWithoutRoom(folder, kept + UNPACKING);
  if (found && found.gpu !== gpu) await removeAll(folder); // its wheel would lie under the other one

  const site = { folder, gpu, python, compiler };
  const done = (made: boolean | number) => (made ? 'done' : 'there already');
  say(`1 of 5  virtual environment, ${python}: ${done(await makeEnvironment(site))}`);
  say('2 of 5  wheels from the Python package index');
  say(`        ${done(await fetchWheels(site, say))}`);
  say(`3 of 5  @tensorflow/tfjs-node ${TFJS} from npm: ${done(await fetchPackages(site))}`);
  say(`4 of 5  its binding, compiled with ${compiler}: ${done(await build(site))}`);
  say(`5 of 5  ${told(await tryOut(site), gpu)}`);
  say('ATELIER_ENGINE=tensorflow takes it; npm run atelier -- engines measures it.');
}

/** `npm run tensorflow -- uninstall` */
export async function uninstallTensorflow(): Promise<void> {
  const folder = installationFolder();
  say((await removeAll(folder)) ? `TensorFlow is removed from ${folder}.` : 'TensorFlow was not installed.');
}

/** `npm run tensorflow -- status` */
export async function tensorflowStatus(): Promise<void> {
  const folder = installationFolder();
  const found = findInstallation(folder);
  if (found === undefined) {
    const { cpu, gpu } = SIZES;
    say(`Not installed. npm run tensorflow -- install keeps ${cpu.kept} MB, with --gpu ${gpu.kept} MB.`);
    return;
  }
  say(`TensorFlow ${found.tensorflow}, tfjs ${found.tfjs}${found.gpu ? ', with CUDA' : ''}, in ${folder}.`);
  say(told(await tryOut({ folder, gpu: found.gpu }), found.gpu));
}

function isWanted(found: Installation, gpu: boolean): boolean {
  return found.tensorflow === TENSORFLOW && found.tfjs === TFJS && found.gpu === gpu;
}

function told({ version, device, off }: Tried, gpu: boolean): string {
  const where = device === 'node-gpu' ? 'on the CUDA card' : 'on the CPU';
  const missing = gpu && device !== 'node-gpu' ? ' (no CUDA card with its driver is here)' : '';
  return `TensorFlow ${version} computes ${where}${missing}, as onnxruntime does: off by ${off.toExponential(1)}.`;
}

/** The record first: without it nothing is installed, whatever is left. Says whether there was anything. */
async function removeAll(folder: string): Promise<boolean> {
  await rm(recordFile(folder), { force: true });
  const was = existsSync(folder);
  await rm(folder, { recursive: true, force: true });
  return was;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

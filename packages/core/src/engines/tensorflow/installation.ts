import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataDirectoryOf } from '../../models/data-directory.ts';

/** TensorFlow as `npm run tensorflow -- install` leaves it: tfjs's Node.js package, its binding, and a wheel. */

export const TFJS_PACKAGE = '@tensorflow/tfjs-node';

/** What was installed. */
export interface Installation {
  /** TensorFlow's release, for example 2.21.0 */
  readonly tensorflow: string;
  /** tfjs's */
  readonly tfjs: string;
  /** with CUDA's libraries */
  readonly gpu: boolean;
}

export function installationFolder(): string {
  return join(dataDirectoryOf(), 'tensorflow');
}

/** Written last of all: while it is not there, nothing is installed, whatever else lies in the folder. */
export function recordFile(folder: string): string {
  return join(folder, 'installed.json');
}

/** The same while it is tried out. */
export function trialFile(folder: string): string {
  return join(folder, 'trial.json');
}

let found = recordFile;

/** For the process that tries it out. */
export function findTrial(): void {
  found = trialFile;
}

export function findInstallation(folder: string): Installation | undefined {
  try {
    return JSON.parse(readFileSync(found(folder), 'utf8'));
  } catch {
    return undefined;
  }
}

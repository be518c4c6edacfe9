import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { weightsFrom } from '@atelier/core/models/locate.ts';
import type { TransformNetwork } from '@atelier/core/networks/transform.ts';
import { transformFrom } from '@atelier/core/networks/transform-file.ts';

/** Data that does not ship; what is missing there is left out of the race. */
const SHARED = new URL('../../shared/data/', import.meta.url);

/** ONNX files of other people's networks, for 256 × 256 pixels only. */
export const PUBLISHED = [8, 16]
  .map((width) => ({
    name: `fast-neural-style, ${width} channels (published ONNX file)`,
    file: fileURLToPath(new URL(`peers/fast-neural-style-udnie-${width}-256px.onnx`, SHARED)),
  }))
  .filter(({ file }) => existsSync(file));

/** The first network for four presets, before the one that ships. */
export async function fastFirst(): Promise<TransformNetwork | undefined> {
  const file = new URL('student/fast-first.safetensors', SHARED);
  if (!existsSync(file)) return undefined;
  return transformFrom(weightsFrom('fast-first.safetensors', await readFile(file)));
}

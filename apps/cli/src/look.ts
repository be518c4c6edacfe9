import { AtelierError } from '@atelier/core/errors.ts';
import type { Image } from '@atelier/core/images/image.ts';
import { fit, resize } from '@atelier/core/images/resize.ts';
import { activationMaps, mapSheet } from '@atelier/core/transfer/studies/activation-maps.ts';
import { patchSheet, strongestPatches } from '@atelier/core/transfer/studies/patches.ts';
import type { EngineFlags } from './engine-flags.ts';
import { expectApart, expectPng, expectWritable, readPicture, write } from './files.ts';
import { withNetwork } from './study.ts';

interface LookFlags extends EngineFlags {
  layer: string;
  unit?: number;
  /** patches; only with `unit` */
  count?: number;
  network?: string;
  pooling?: string;
  /** longer side at which the pictures are looked at, in pixels */
  size?: number;
  out: string;
  json?: boolean;
}

/** Patches of a sheet of four by four. */
const PATCHES = 16;
const SIZE = 512;

/** `atelier look`: the maps of a layer, or the patches that excite one of its channels most. */
export async function look(files: string[], flags: LookFlags): Promise<void> {
  const { layer, unit, count = PATCHES, size = SIZE, out } = flags;
  expectPng('--out', out);
  await expectApart(files, { '--out': out });
  await expectWritable(out);
  if (unit === undefined && flags.count !== undefined) throw invalid('--count', '--unit beside it', 'none');
  if (unit === undefined && files.length > 1)
    throw invalid('the pictures', 'one, or --unit', String(files.length));
  const images: Image[] = [];
  for (const file of files) {
    const image = await readPicture(file, { maxSide: size });
    const { width, height } = fit(
      image.width,
      image.height,
      Math.min(size, Math.max(image.width, image.height)),
    );
    images.push(await resize(image, width, height));
  }
  await withNetwork(flags, async (engine, network) => {
    if (unit === undefined) {
      const maps = await activationMaps({ engine, network, layer, image: images[0]! });
      await write(out, await mapSheet(maps));
      const units = maps.map(({ image: _, ...numbers }) => numbers);
      print(flags, { network: network.name, layer, units }, `${maps.length} channels of ${layer}`);
    } else {
      const found = await strongestPatches({ engine, network, layer, unit, images, count });
      await write(out, await patchSheet(found));
      const patches = found.map(({ image: _, picture, ...place }) => ({ file: files[picture], ...place }));
      print(
        flags,
        { network: network.name, layer, unit, patches },
        `${found.length} patches of ${layer}, channel ${unit}`,
      );
    }
  });
}

function print({ json, out }: LookFlags, found: object, summary: string): void {
  process.stdout.write(json ? `${JSON.stringify({ ...found, out })}\n` : `${out}: ${summary}\n`);
}

function invalid(option: string, expected: string, received: string): AtelierError {
  return new AtelierError('option.invalid', { option, expected, received });
}

import { stat } from 'node:fs/promises';
import { MODELS_FOLDER } from '@atelier/core/models/locate.ts';
import { loadPerceptual, PERCEPTUAL_FILE } from '@atelier/core/networks/perceptual.ts';
import { loadTransform, TRANSFORM_FILE } from '@atelier/core/networks/transform.ts';

const SHIPPED = [
  { name: 'perceptual', file: PERCEPTUAL_FILE, use: 'loss network of high quality', load: loadPerceptual },
  { name: 'transform', file: TRANSFORM_FILE, use: 'transform network of fast quality', load: loadTransform },
];

/** `atelier models list`: what ships, read and checked. */
export async function listModels(options: { json?: boolean }): Promise<void> {
  const models = await Promise.all(
    SHIPPED.map(async ({ name, file, use, load }) => {
      const { digest } = await load();
      return {
        name,
        file: `models/${file}`,
        bytes: (await stat(MODELS_FOLDER + file)).size,
        sha256: digest,
        use,
      };
    }),
  );
  if (options.json) {
    process.stdout.write(`${JSON.stringify(models, null, 2)}\n`);
    return;
  }
  for (const { name, file, bytes, sha256, use } of models) {
    process.stdout.write(
      `${name.padEnd(10)}  ${use}\n            ${file}, ${(bytes / 1e6).toFixed(1)} MB, SHA-256 ${sha256}\n`,
    );
  }
}

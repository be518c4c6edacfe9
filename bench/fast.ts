import { chooseEngine } from '@atelier/core/engines/choose.ts';
import { decode } from '@atelier/core/images/decode.ts';
import { encode } from '@atelier/core/images/encode.ts';
import { resize } from '@atelier/core/images/resize.ts';
import { loadTransform } from '@atelier/core/networks/transform.ts';
import { paint } from '@atelier/core/transfer/paint.ts';
import { median } from './measure.ts';
import { samplePhoto, samplePhotoBytes } from './photo.ts';

const REPEATS = 9;
const PRESET = 'starry-night';

/** One pass at size × size, and the whole way from a file's bytes to a file's bytes. */
export async function benchFast(size: number): Promise<string[]> {
  const engine = await chooseEngine({ engine: 'auto', device: 'auto' });
  const network = await loadTransform();
  const square = await resize(await samplePhoto(), size, size);
  const vector = network.styles.get(PRESET)!;
  const pass = await median(REPEATS, () => engine.transform(network, square, vector));
  const bytes = await samplePhotoBytes();
  const whole = await median(REPEATS, async () => {
    const photo = await decode(bytes, { maxSide: size });
    const { image } = await paint({ photo, preset: PRESET, quality: 'fast', size, engine });
    return encode(image, { format: 'jpeg' });
  });
  await engine.close();
  return [
    '| part | time |',
    '|---|---|',
    `| transform network, ${size}² | ${pass.toFixed(0)} ms |`,
    `| decode → network → losses → encode (JPEG), longer side ${size} | ${whole.toFixed(0)} ms |`,
    '',
    `Median of ${REPEATS}, after one warm-up (which compiles the graph).`,
  ];
}

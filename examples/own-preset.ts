/**
 * Learns a painting as a preset of one's own, and paints a photo with it, fast.
 *
 *     node own-preset.ts painting.jpg presets my-painting photo.jpg painted.png
 *
 * The more photos it learns on, and the more different they are, the better: here it is one.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { chooseEngine } from '@atelier/core/engines';
import { decode, encode, formatOf } from '@atelier/core/images';
import {
  anyStyle,
  LEARN,
  learnPreset,
  MAX_PAINTING_SIDE,
  perceptual,
  predictor,
  transform,
} from '@atelier/core/learn';
import { paint } from '@atelier/core/paint';
import { checkNewName, presetFolder, useOwnPresets, writePreset } from '@atelier/core/presets';

const [painting, folder, name, photo, to, steps = LEARN.steps.default] = process.argv.slice(2);
if (!painting || !folder || !name || !photo || !to) {
  throw new Error('usage: node own-preset.ts PAINTING FOLDER NAME PHOTO PAINTED [STEPS]');
}
checkNewName(name, true);

const engine = await chooseEngine();
try {
  const picture = await decode(await readFile(photo), { maxSide: 640 });
  const learnt = await learnPreset(
    {
      engine,
      network: await perceptual(),
      transform: await transform(),
      ...(anyStyle() && { predictor: await predictor() }),
      painting: await decode(await readFile(painting), { maxSide: MAX_PAINTING_SIDE }),
      photos: [picture],
      steps: Number(steps),
    },
    { title: name, artist: '', year: '', moods: [] },
  );
  await writePreset(folder, name, learnt.bytes);
  useOwnPresets(presetFolder(folder));
  const { image } = await paint({ engine, photo: picture, preset: name, quality: 'fast' });
  await writeFile(to, await encode(image, { format: formatOf(to) }));
  console.log(`${name}: learnt in ${learnt.seconds.toFixed(0)} s from ${learnt.start}`);
} finally {
  await engine.close();
}

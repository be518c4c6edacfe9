import type { Image } from '../../images/image.ts';
import { resample } from '../../images/resize.ts';
import { random } from '../../random.ts';
import { type ActivationMap, activationMaps } from '../../transfer/studies/activation-maps.ts';
import { dream } from '../../transfer/studies/dream.ts';
import { type Patch, strongestPatches } from '../../transfer/studies/patches.ts';
import type { Figure } from '../figure.ts';
import { contentLayer, type Lab } from '../lab.ts';
import { correlation, digits, isFalling, isRising, mean, pixelError } from '../measures.ts';

const code = ['lab/figures/inside.ts'];

/** What networks look for: dreams, maps, patches. */
export const deepDream: Figure = {
  name: 'dream',
  title: 'Deep dream, alone and with style',
  claim:
    'Following the gradient of a layer’s activations makes a photo show more and more of what the layer looks for; a style can be matched at the same time.',
  source: 'Mordvintsev et al. 2015, “Inceptionism”; joined with the style loss of Gatys et al. 2016',
  cost: 12,
  code,
  async run(lab) {
    const { engine, network, side, photo, painting, layers, signal } = lab;
    const layer = contentLayer(network);
    const common = { engine, network, photo, layer, size: side, seed: 1, ...(signal && { signal }) };
    const style = lab.styleOf(painting);
    const wishes = [
      { name: 'dream alone', request: { iterations: lab.iterations(60) } },
      { name: 'dream and style', request: { iterations: lab.iterations(120), style, styleLayers: layers } },
      {
        name: 'style alone',
        request: { iterations: lab.iterations(120), style, styleLayers: layers, strength: 0 },
      },
    ];
    const images = await lab.each(
      wishes,
      async ({ request }) => (await dream({ ...common, ...request })).image,
    );
    const energies = await lab.each([photo, ...images], (image) => energyOf(lab, layer, image));
    const grown = energies.map((energy) => energy / energies[0]!);
    const distances = (await lab.judge([photo, ...images], { photo, style: painting })).map(
      (each) => each.style,
    );
    return {
      checks: [
        {
          says: `The dream makes ${layer} ${digits(grown[1]!)} times as strong as the photo does, at least 1.5 times.`,
          holds: grown[1]! >= 1.5,
        },
        {
          says: `With a style it still grows, to ${digits(grown[2]!)} times; the style alone leaves it at ${digits(grown[3]!)}.`,
          holds: grown[2]! > 1 && grown[2]! > 1.2 * grown[3]!,
        },
        {
          says: `The style is matched too: distance ${digits(distances[2]!)}, against ${digits(distances[1]!)} of the dream alone; less than half.`,
          holds: distances[2]! < distances[1]! / 2,
        },
      ],
      table: {
        head: ['picture', `energy of ${layer}, of the photo's`, 'style distance'],
        rows: ['the photo', ...wishes.map(({ name }) => name)].map((name, i) => [
          name,
          digits(grown[i]!),
          digits(distances[i]!),
        ]),
      },
      strips: [
        {
          label: `${layer}, all channels`,
          shown: [
            { picture: photo, caption: 'the photo' },
            ...images.map((picture, i) => ({ picture, caption: wishes[i]!.name })),
          ],
        },
      ],
      notes: [
        'Sizes from coarse to fine instead of octaves; the logarithm of the energy, whose gradient is normalised by itself.',
      ],
    };
  },
};

async function energyOf({ engine, network }: Lab, layer: string, image: Image): Promise<number> {
  const { data } = (await engine.features(network, [layer], image)).get(layer)!;
  return mean(data.map((value) => value * value));
}

/** Maps that are shown of each layer. */
const SHOWN = 6;

export const maps: Figure = {
  name: 'activation-maps',
  title: 'Activation maps by layer',
  claim:
    'Maps of lower layers look like the photo through a filter; in higher layers the photo is less and less to be recognised, and more and more activations are zero.',
  source:
    'Chollet 2017, “Deep learning with Python”, section 5.4.1; Zeiler and Fergus 2014; Yosinski et al. 2015',
  cost: 1,
  code,
  async run(lab) {
    const { engine, network, photo, layers } = lab;
    const edges = slopesOf(photo);
    const found = await lab.each(layers, async (layer) => {
      const all = await activationMaps({ engine, network, layer, image: photo });
      const awake = all.filter(({ largest }) => largest > 0);
      const strongest = awake.toSorted(byLargest).slice(0, SHOWN);
      const shown = strongest.map(({ image }) => enlarged(image, photo));
      const alike = mean(shown.map((image) => Math.abs(correlation(slopesOf(image), edges))));
      return { layer, all, shown, strongest, alike, zero: mean(all.map(({ image }) => shareOfZeros(image))) };
    });
    const [alike, zero] = [found.map((each) => each.alike), found.map((each) => each.zero)];
    const percent = (part: number) => `${digits(100 * part)} %`;
    return {
      checks: [
        {
          says: `The photo's own edges are less and less to be seen in the maps: correlation ${alike.map(digits).join(', ')} (by 0.02 it may rise).`,
          holds: isFalling(alike, 0.02),
        },
        {
          says: `More and more activations are zero: ${zero.map(percent).join(', ')}.`,
          holds: isRising(zero),
        },
      ],
      table: {
        head: [
          'layer',
          'channels',
          'activations that are zero',
          'correlation with the edges',
          'size of a map',
        ],
        rows: found.map(({ layer, all }, i) => [
          layer,
          String(all.length),
          percent(zero[i]!),
          digits(alike[i]!),
          `${all[0]!.image.width}×${all[0]!.image.height}`,
        ]),
      },
      strips: [
        {
          label: `The ${SHOWN} channels with the largest values, white is each one's largest`,
          shown: found.map(({ layer, strongest, shown }) => ({
            picture: tiled(
              shown.map((image) => lab.sized(image, lab.side / 2)),
              3,
            ),
            caption: `${layer}: channels ${strongest.map(({ unit }) => unit).join(', ')}`,
          })),
        },
      ],
      notes: [
        'Of the photo that is painted everywhere on this page. Correlated are slopes of luminance, of the maps in the photo’s size.',
      ],
    };
  },
};

/** Units that are shown of each layer, and patches of each. */
const UNITS = 3;
const PATCHES = 6;
/** Side at which patches are compared, pixels. */
const COMPARED = 12;

export const patches: Figure = {
  name: 'patches',
  title: 'The patches that excite a channel most',
  claim:
    'Each channel answers to something of its own, so its strongest patches look alike; from layer to layer they are larger, and their meaning is further from edges and colours.',
  source: 'Zeiler and Fergus 2014, figure 2; Girshick et al. 2014, section 3.1',
  cost: 4,
  code,
  async run(lab) {
    const { engine, network, layers } = lab;
    const images = lab.photos.map(({ image }) => image);
    const found = await lab.each(layers, async (layer) => {
      const strong = (await activationMaps({ engine, network, layer, image: images[0]! })).toSorted(
        byLargest,
      );
      const units = strong.slice(0, UNITS).map(({ unit }) => unit);
      const rows = await lab.each(units, (unit) =>
        strongestPatches({ engine, network, layer, unit, images, count: PATCHES }),
      );
      const alike = mean(rows.map((row) => apart(row.map(({ image }) => image))));
      const chance = mean(rows.map((row, i) => apart(anywhere(row, images, i))));
      return { layer, units, rows, alike, chance };
    });
    const sides = found.map(({ rows }) => Math.max(...rows.flat().map(({ width }) => width)));
    return {
      checks: [
        ...found.map(({ layer, alike, chance }) => ({
          says: `${layer}: a channel's strongest patches differ from each other by ${digits(alike)} levels, patches from anywhere by ${digits(chance)}.`,
          holds: alike < chance,
        })),
        { says: `The patches grow: ${sides.join(', ')} pixels wide.`, holds: isRising(sides, 1) },
      ],
      table: {
        head: [
          'layer',
          'channels',
          'patch, pixels',
          'strongest patches differ by',
          'patches from anywhere by',
        ],
        rows: found.map(({ layer, units, alike, chance }, i) => [
          layer,
          units.join(', '),
          String(sides[i]),
          digits(alike),
          digits(chance),
        ]),
      },
      strips: [
        {
          label: `Strongest patches in ${images.length} photos, a channel a row`,
          shown: found.map(({ layer, units, rows }) => ({
            picture: tiled(
              rows.flatMap((row) => padded(row)).map((image) => resample(image, 48, 48)),
              PATCHES,
            ),
            caption: `${layer}: channels ${units.join(', ')}`,
          })),
        },
      ],
      notes: [
        `The channels are those with the largest values in these photos, which leave the deepest layers little to choose from; patches are compared at ${COMPARED}×${COMPARED} pixels, root of the mean squared difference, all pairs.`,
      ],
    };
  },
};

const byLargest = (a: ActivationMap, b: ActivationMap) => b.largest - a.largest;

/** The same patches somewhere else in the same photos. */
function anywhere(row: readonly Patch[], images: readonly Image[], seed: number): Image[] {
  const next = random(seed + 1);
  return row.map(({ picture, width, height }) => {
    const image = images[(picture + Math.floor(next() * images.length)) % images.length]!;
    const [x, y] = [image.width - width, image.height - height].map((room) =>
      Math.floor(next() * Math.max(0, room)),
    );
    return cut(image, x!, y!, Math.min(width, image.width), Math.min(height, image.height));
  });
}

/** Mean difference of all pairs, levels of 255. */
function apart(images: readonly Image[]): number {
  const small = images.map((image) => resample(image, COMPARED, COMPARED));
  const pairs = small.flatMap((a, i) => small.slice(i + 1).map((b) => pixelError(a, b)));
  return pairs.length === 0 ? 0 : mean(pairs);
}

function padded(row: readonly Patch[]): Image[] {
  const blank: Image = { width: 1, height: 1, data: Float32Array.of(1, 1, 1) };
  return Array.from({ length: PATCHES }, (_, i) => row[i]?.image ?? blank);
}

function cut(image: Image, x: number, y: number, width: number, height: number): Image {
  const data = new Float32Array(3 * width * height);
  for (let row = 0; row < height; row++) {
    const from = 3 * ((y + row) * image.width + x);
    data.set(image.data.subarray(from, from + 3 * width), 3 * row * width);
  }
  return { width, height, data };
}

function shareOfZeros({ data }: Image): number {
  let count = 0;
  for (let i = 0; i < data.length; i += 3) if (data[i] === 0) count++;
  return (3 * count) / data.length;
}

/** How much the first channel changes from each pixel to its neighbours: [height − 1, width − 1] */
function slopesOf({ width, height, data }: Image): Float32Array {
  const slopes = new Float32Array((width - 1) * (height - 1));
  for (let y = 0, i = 0; y + 1 < height; y++) {
    for (let x = 0; x + 1 < width; x++, i++) {
      const at = 3 * (y * width + x);
      slopes[i] = Math.hypot(data[at + 3]! - data[at]!, data[at + 3 * width]! - data[at]!);
    }
  }
  return slopes;
}

/** In the photo's size, its own pixels to be seen. */
function enlarged(image: Image, { width, height }: Image): Image {
  const data = new Float32Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * image.height) / height) * image.width;
    for (let x = 0; x < width; x++) {
      const from = 3 * (row + Math.floor((x * image.width) / width));
      data.set(image.data.subarray(from, from + 3), 3 * (y * width + x));
    }
  }
  return { width, height, data };
}

/** White between tiles, pixels. */
const GAP = 3;

/** Pictures of one size as one, so many in a row. */
function tiled(images: readonly Image[], columns: number): Image {
  const { width: w, height: h } = images[0] ?? { width: 1, height: 1 };
  const rows = Math.max(1, Math.ceil(images.length / columns));
  const width = columns * (w + GAP) - GAP;
  const height = rows * (h + GAP) - GAP;
  const data = new Float32Array(3 * width * height).fill(1);
  for (const [i, image] of images.entries()) {
    const [left, top] = [(i % columns) * (w + GAP), Math.floor(i / columns) * (h + GAP)];
    for (let y = 0; y < h; y++) {
      data.set(image.data.subarray(3 * y * w, 3 * (y + 1) * w), 3 * ((top + y) * width + left));
    }
  }
  return { width, height, data };
}

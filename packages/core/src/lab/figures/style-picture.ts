import { extend } from '../../images/canvas.ts';
import type { Image } from '../../images/image.ts';
import { imageStyle } from '../../styles/image-style.ts';
import { mixStyles, type Style } from '../../styles/style.ts';
import type { Figure } from '../figure.ts';
import type { Lab } from '../lab.ts';
import { between, digits, direction, isFalling, isRising, wavelength } from '../measures.ts';

const code = ['lab/figures/style-picture.ts', 'styles/*.ts'];

const PERCENT = [10, 30, 60, 100];
/** Below this side a painting is mirrored rather than looked at in a handful of positions, pixels. */
const SMALLEST = 64;

/** What is done to the painting before its statistics are taken. */
export const styleScale: Figure = {
  name: 'style-scale',
  title: 'The painting at 10, 30, 60 and 100 % of its size',
  claim:
    'The size at which the painting is looked at is the size of the strokes: a larger style image gives larger strokes.',
  source:
    'Gatys et al. 2017, “Controlling perceptual factors in neural style transfer”, section 6; Jing et al. 2018, “Stroke controllable fast style transfer”',
  cost: 26,
  code,
  async run(lab) {
    const { photo } = lab;
    // broad shapes, which at 10 % are still larger than a pixel
    const painting = lab.paintings.at(-1)!.image;
    const found = await lab.each(PERCENT, async (percent) => {
      const small = scaled(lab, painting, percent);
      const objective = lab.objective({ content: 0.1 });
      const { image } = await lab.paint({ photo, style: sizedStyle(lab, small), objective, iterations: 200 });
      return { percent, small, image, wave: wavelength(image), added: wavelength(difference(image, photo)) };
    });
    const waves = found.map(({ wave }) => wave);
    return {
      checks: [
        {
          says: `What is to be seen becomes larger: mean wavelength ${waves.map(digits).join(', ')} pixels.`,
          holds: isRising(waves),
        },
        {
          says: `At 100 % it is at least half as large again as at 10 %: ${digits(waves.at(-1)! / waves[0]!)} times.`,
          holds: waves.at(-1)! >= 1.5 * waves[0]!,
        },
      ],
      table: {
        head: ['painting at', 'its longer side, pixels', 'mean wavelength', 'of what the photo has not'],
        rows: found.map(({ percent, small, added, wave }) => [
          `${percent} %`,
          String(Math.max(small.width, small.height)),
          digits(wave),
          digits(added),
        ]),
      },
      strips: [
        {
          label: 'Results',
          shown: found.map(({ percent, image }) => ({ picture: image, caption: `painting at ${percent} %` })),
        },
      ],
      notes: [
        `The picture has ${lab.side} pixels, the painting itself ${Math.max(painting.width, painting.height)}; what is smaller than ${SMALLEST} pixels is mirrored to that side. The style is the one with the broadest shapes: strokes of the others are finer than a pixel at 10 %.`,
      ],
    };
  },
};

const TURNS = [0, 30, 60, 90];

export const styleRotation: Figure = {
  name: 'style-rotation',
  title: 'The painting turned by 0, 30, 60 and 90°',
  claim:
    'The statistics of the layers know directions: when the painting is turned, its strokes turn in the result.',
  source:
    'the project’s list of experiments; it follows from Gatys et al. 2016, eq. 3, since the filters behind the Gram matrix have directions',
  cost: 23,
  code,
  async run(lab) {
    const candidates = [
      ...lab.paintings.map(({ image }) => lab.sized(image)),
      ...lab.photos.map(({ image }) => image),
    ];
    const painting = candidates.reduce((best, each) => (strengthOf(each) > strengthOf(best) ? each : best));
    const { engine, network, layers } = lab;
    const target = lab.sized(painting);
    const found = await lab.each(TURNS, async (degrees) => {
      const style = imageStyle(engine, network, layers, [painting], { rotation: degrees });
      const objective = lab.objective({ content: 0, variation: 0.1 });
      const { image } = await lab.paint({ photo: target, style, objective, iterations: 200, start: 0 });
      const [own] = await lab.judge([image], { photo: target, style });
      const [upright] = await lab.judge([image], { photo: target, style: painting });
      return { degrees, image, seen: direction(image), own: own!.style, upright: upright!.style };
    });
    const base = found[0]!.seen.degrees;
    const errors = found.slice(1).map(({ degrees, seen }) => between(seen.degrees, base + degrees));
    return {
      checks: [
        {
          says: `The textures' main direction turns with the painting: ${found.map(({ seen }) => `${digits(seen.degrees)}°`).join(', ')}; it misses by ${errors.map(digits).join(', ')}°, at most 20°.`,
          holds: errors.every((error) => error <= 20),
        },
        {
          says: `To the painting as it hangs, the texture of the one turned by 90° is further than the other: ${digits(found[3]!.upright)} against ${digits(found[0]!.upright)}.`,
          holds: found[3]!.upright > 2 * found[0]!.upright,
        },
      ],
      table: {
        head: [
          'turned by',
          'main direction',
          'its strength',
          'style distance to the turned painting',
          'to the painting as it hangs',
        ],
        rows: found.map(({ degrees, seen, own, upright }) => [
          `${degrees}°`,
          `${digits(seen.degrees)}°`,
          digits(seen.strength),
          digits(own),
          digits(upright),
        ]),
      },
      strips: [
        {
          label: 'Textures from white noise',
          shown: [
            { picture: target, caption: 'the style picture' },
            ...found.map(({ degrees, image }) => ({ picture: image, caption: `turned by ${degrees}°` })),
          ],
        },
      ],
      notes: [
        'The style is the picture with the most pronounced direction among paintings and photos; the main direction is that of the structure tensor (Bigün and Granlund 1987), across the strokes.',
      ],
    };
  },
};

export const twoStyles: Figure = {
  name: 'two-styles',
  title: 'Two styles at once',
  claim: 'With the sum of two paintings’ style losses, a picture takes from both.',
  source:
    'Gatys et al. 2016, eq. 5, with a sum over paintings; Johnson, neural-style (2015), option -style_blend_weights',
  cost: 17,
  code,
  async run(lab) {
    const { photo } = lab;
    const [a, b] = [lab.paintings[0]!, lab.paintings[1]!];
    const both = [a, b].map(({ image }) => ({ style: lab.styleOf(image), weight: 0.5 }));
    const wanted = [
      { name: a.name, style: a.image },
      { name: b.name, style: b.image },
      { name: 'both', style: both },
    ];
    const images = await lab.each(wanted, async ({ style }) => {
      return (await lab.paint({ photo, style, iterations: 200 })).image;
    });
    const [toA, toB] = await lab.each([a, b], async ({ image }) => {
      return (await lab.judge([photo, ...images], { photo, style: image })).map(({ style }) => style);
    });
    return {
      checks: [
        {
          says: `The picture in both styles is nearer to ${a.name} (${digits(toA![3]!)}) than the one in ${b.name} alone (${digits(toA![2]!)}).`,
          holds: toA![3]! < toA![2]!,
        },
        {
          says: `And nearer to ${b.name} (${digits(toB![3]!)}) than the one in ${a.name} alone (${digits(toB![1]!)}).`,
          holds: toB![3]! < toB![1]!,
        },
      ],
      table: {
        head: ['picture in', `style distance to ${a.name}`, `to ${b.name}`],
        rows: ['the photo', ...wanted.map(({ name }) => name)].map((name, i) => [
          name,
          digits(toA![i]!),
          digits(toB![i]!),
        ]),
      },
      strips: [
        { label: 'Results', shown: wanted.map(({ name }, i) => ({ picture: images[i]!, caption: name })) },
      ],
      notes: [`${lab.iterations(200)} iterations from the photo; each painting's losses count half.`],
    };
  },
};

const SHARES = [0, 0.25, 0.5, 0.75, 1];

export const interpolation: Figure = {
  name: 'interpolation',
  title: 'Interpolation between two styles in five steps',
  claim:
    'Between two styles there is a continuous way: mixed in steps, the picture goes from the one to the other.',
  source: 'Dumoulin et al. 2017, “A learned representation for artistic style”',
  cost: 29,
  code,
  async run(lab) {
    const { photo } = lab;
    const [a, b] = [lab.paintings[1]!, lab.paintings[2]!];
    const [from, to] = [lab.styleOf(a.image), lab.styleOf(b.image)];
    const images = await lab.each(SHARES, async (share) => {
      const style = mixStyles([
        { style: from, weight: 1 - share },
        { style: to, weight: share },
      ]);
      return (await lab.paint({ photo, style, iterations: 150 })).image;
    });
    const [toA, toB] = await lab.each([from, to], async (style) => {
      return (await lab.judge(images, { photo, style })).map((each) => each.style);
    });
    const captions = SHARES.map((share) => `${100 * share} % ${b.name}`);
    return {
      checks: [
        { says: `The distance to ${a.name} rises: ${toA!.map(digits).join(', ')}.`, holds: isRising(toA!) },
        { says: `The distance to ${b.name} falls: ${toB!.map(digits).join(', ')}.`, holds: isFalling(toB!) },
      ],
      table: {
        head: ['share', `style distance to ${a.name}`, `to ${b.name}`],
        rows: captions.map((caption, i) => [caption, digits(toA![i]!), digits(toB![i]!)]),
      },
      strips: [
        {
          label: `From ${a.name} to ${b.name}`,
          shown: images.map((picture, i) => ({ picture, caption: captions[i]! })),
        },
      ],
      plots: [
        {
          title: 'Style distances',
          x: `share of ${b.name}`,
          curves: [
            { name: `to ${a.name}`, points: SHARES.map((share, i) => [share, toA![i]!] as const) },
            { name: `to ${b.name}`, points: SHARES.map((share, i) => [share, toB![i]!] as const) },
          ],
        },
      ],
      notes: [
        'Mixed are the statistics that the optimisation aims at; in the paper, a network’s scales and shifts.',
      ],
    };
  },
};

function scaled(lab: Lab, painting: Image, percent: number): Image {
  return lab.sized(painting, Math.round((Math.max(painting.width, painting.height) * percent) / 100));
}

/** Statistics of a picture in the size that it has. */
function sizedStyle({ engine, network, layers }: Lab, image: Image): Style {
  return { at: () => engine.statistics(network, layers, extend(image, 1, SMALLEST)) };
}

/** What a has that b has not, around grey. */
function difference(a: Image, b: Image): Image {
  return { ...a, data: a.data.map((value, i) => 0.5 + (value - b.data[i]!) / 2) };
}

const strengthOf = (image: Image) => direction(image).strength;

import { resample } from '../../images/resize.ts';
import type { LossRow } from '../../report/progress.ts';
import type { Curve, Figure } from '../figure.ts';
import { digits, isFalling, isRising } from '../measures.ts';

const code = ['lab/figures/transfer.ts'];

/** The method as a whole: five styles, where to start, how much of each. */
export const baseline: Figure = {
  name: 'baseline',
  title: 'The baseline in five styles',
  claim:
    'Content and style of a picture are separable: the content of one photo can be put together with the style of any painting.',
  source: 'Gatys et al. 2016, section 3 and figure 3',
  cost: 36,
  code,
  async run(lab) {
    const { photo } = lab;
    const styles = lab.paintings.slice(0, 5);
    const images = await lab.each(styles, async ({ image: style }) => {
      return (await lab.paint({ photo, style, iterations: 200 })).image;
    });
    /** [painting][result] */
    const judged = await lab.each(styles, async ({ image: style }) =>
      lab.judge([photo, ...images], { photo, style }),
    );
    const other = lab.photos[1]!.image;
    const elsewhere = await lab.judge(
      images.map((image) => resample(image, other.width, other.height)),
      {
        photo: other,
        style: styles[0]!.image,
      },
    );
    const own = styles.map((_, i) => judged[i]![i + 1]!);
    const nearest = styles.filter((_, result) => {
      const distances = judged.map((row) => row[result + 1]!.style);
      return distances.indexOf(Math.min(...distances)) === result;
    }).length;
    const nearer = own.filter(({ content }, i) => content < elsewhere[i]!.content).length;
    const taken = own.map(({ style }, i) => style / judged[i]![0]!.style);
    return {
      checks: [
        {
          says: `${nearest} of ${styles.length} pictures are nearest in style to their own painting among the ${styles.length}.`,
          holds: nearest === styles.length,
        },
        {
          says: `${nearer} of ${styles.length} pictures are nearer in content to their photo than to another one.`,
          holds: nearer === styles.length,
        },
        {
          says: `What is left of the photo's distance to the painting's style: ${taken.map((part) => `${digits(100 * part)} %`).join(', ')}; at most 25 %.`,
          holds: taken.every((part) => part <= 0.25),
        },
      ],
      table: {
        head: ['style distance to', ...styles.map(({ name }) => `as ${name}`), 'the photo'],
        rows: [
          ...styles.map(({ name }, i) => [
            name,
            ...judged[i]!.slice(1).map(({ style }) => digits(style)),
            digits(judged[i]![0]!.style),
          ]),
          ['content distance', ...own.map(({ content }) => digits(content)), '0'],
        ],
      },
      strips: [
        {
          label: 'Results',
          shown: [
            { picture: photo, caption: 'the photo' },
            ...images.map((picture, i) => ({ picture, caption: styles[i]!.name })),
          ],
        },
        {
          label: 'Their paintings',
          shown: styles.map(({ name, image }) => ({ picture: lab.sized(image), caption: name })),
        },
      ],
      notes: [`${lab.iterations(200)} iterations of L-BFGS from the photo at one size.`],
    };
  },
};

const STARTS = { photo: 1, noise: 0 };
const MOMENTS = [100, 200, 500];

export const start: Figure = {
  name: 'start',
  title: 'Start from noise against start from the photo',
  claim:
    'The start hardly matters for where the optimisation ends, but the photo is the shorter way: after few iterations a start from noise is behind.',
  source: 'Gatys et al. 2016, section 3.3 and figure 6',
  cost: 48,
  code,
  async run(lab) {
    const { photo, painting } = lab;
    const moments = MOMENTS.map((count) => lab.iterations(count));
    const found = await lab.each(Object.entries(STARTS), async ([name, part]) => {
      const stops = await lab.each(MOMENTS, async (iterations) => {
        return lab.paint({ photo, style: painting, iterations, start: part });
      });
      return { name, stops };
    });
    const [fromPhoto, fromNoise] = found.map(({ stops }) => stops.map(({ losses }) => least(losses)));
    const behind = fromNoise!.map((loss, i) => loss / fromPhoto![i]! - 1);
    const percent = (part: number) => `${digits(100 * part)} %`;
    return {
      checks: [
        {
          says: `After ${moments[0]} iterations the loss from noise is ${percent(behind[0]!)} above that from the photo, more than 5 %.`,
          holds: behind[0]! > 0.05,
        },
        {
          says: `The distance shrinks: ${behind.map(percent).join(', ')} after ${moments.join(', ')}.`,
          holds: isFalling(behind),
        },
        {
          says: `After ${moments[2]} it is within 10 %: ${percent(behind[2]!)}.`,
          holds: Math.abs(behind[2]!) <= 0.1,
        },
      ],
      table: {
        head: ['least total loss after', ...moments.map(String)],
        rows: [
          ['from the photo', ...fromPhoto!.map(digits)],
          ['from noise', ...fromNoise!.map(digits)],
        ],
      },
      strips: found.map(({ name, stops }) => ({
        label: `From ${name === 'photo' ? 'the photo' : 'white noise'}`,
        shown: stops.map(({ image }, i) => ({ picture: image, caption: `${moments[i]} iterations` })),
      })),
      plots: [
        {
          title: 'Total loss',
          x: 'iteration',
          isLogarithmic: true,
          curves: found.map(({ name, stops }) => curveOf(`from ${name}`, stops.at(-1)!.losses)),
        },
      ],
      notes: ['The photo as a start has 2 % of noise, so that two seeds differ.'],
    };
  },
};

const SWEEP: readonly (readonly [number, number])[] = [
  [1, 1e-5],
  [1, 1e-3],
  [1, 1e-1],
  [1, 1],
  [1e-1, 1],
  [1e-3, 1],
  [1e-5, 1],
];

export const tradeOff: Figure = {
  name: 'trade-off',
  title: 'The trade-off from (α, β) = (1, 1e-5) to (1e-5, 1)',
  claim:
    'The ratio of content to style weight moves the result continuously from the photo to a texture of the painting.',
  source: 'Gatys et al. 2016, section 3.1 and figure 4',
  cost: 25,
  code,
  async run(lab) {
    const { photo, painting } = lab;
    const images = await lab.each(SWEEP, async ([alpha, beta]) => {
      const usual = lab.objective({ content: alpha, variation: 0 });
      const objective = {
        ...usual,
        style: usual.style.map((term) => ({ ...term, weight: term.weight * beta })),
      };
      return (await lab.paint({ photo, style: painting, objective, iterations: 150 })).image;
    });
    const judged = await lab.judge(images, { photo, style: painting });
    const [content, style] = [judged.map((each) => each.content), judged.map((each) => each.style)];
    const names = SWEEP.map(([alpha, beta]) => `(${short(alpha)}, ${short(beta)})`);
    return {
      checks: [
        {
          says: `The content distance rises: ${content.map(digits).join(', ')}.`,
          holds: isRising(content, 0.005),
        },
        {
          says: `The style distance falls: ${style.map(digits).join(', ')}.`,
          holds: isFalling(style, 0.005),
        },
      ],
      table: {
        head: ['(α, β)', 'content distance', 'style distance'],
        rows: names.map((name, i) => [name, digits(content[i]!), digits(style[i]!)]),
      },
      strips: [{ label: '(α, β)', shown: images.map((picture, i) => ({ picture, caption: names[i]! })) }],
      plots: [
        {
          title: 'Distances by the ratio',
          x: 'log10 of β/α',
          curves: [
            { name: 'content', points: SWEEP.map(([a, b], i) => [Math.log10(b / a), content[i]!] as const) },
            { name: 'style', points: SWEEP.map(([a, b], i) => [Math.log10(b / a), style[i]!] as const) },
          ],
        },
      ],
      notes: [
        'Both losses are relative here (content to the photo’s features, style to the painting’s statistics), so the change happens around (1e-1, 1); with the paper’s sums of squares it happens around 1e-3. A rise or fall may miss by 0.005.',
        `${lab.iterations(150)} iterations from the photo.`,
      ],
    };
  },
};

function short(value: number): string {
  return value === 1 ? '1' : value.toExponential();
}

/** The least total loss of a run. */
export function least(losses: readonly LossRow[]): number {
  return Math.min(...losses.map(({ total }) => total).filter(Number.isFinite));
}

export function curveOf(name: string, losses: readonly LossRow[]): Curve {
  return { name, points: losses.map(({ iteration, total }) => [iteration, total] as const) };
}

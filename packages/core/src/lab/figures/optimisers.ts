import type { Objective } from '../../objective/objective.ts';
import type { OptimiserOptions } from '../../optimisers/options.ts';
import type { LossRow } from '../../report/progress.ts';
import type { Figure } from '../figure.ts';
import { contentLayer, type Lab } from '../lab.ts';
import { digits, isFalling } from '../measures.ts';
import { curveOf, least } from './transfer.ts';

const code = ['lab/figures/optimisers.ts'];

const RULES: readonly { name: string; options: OptimiserOptions }[] = [
  { name: 'SGD', options: { optimiser: 'sgd' } },
  { name: 'Adagrad', options: { optimiser: 'adagrad' } },
  { name: 'Adam', options: { optimiser: 'adam' } },
  { name: 'L-BFGS', options: { optimiser: 'lbfgs' } },
];
const LARGER: readonly { name: string; options: OptimiserOptions }[] = [
  { name: 'SGD, rate 0.5', options: { optimiser: 'sgd', rate: 0.5 } },
  { name: 'Adagrad, rate 0.5', options: { optimiser: 'adagrad', rate: 0.5 } },
];

export const optimisers: Figure = {
  name: 'optimisers',
  title: 'SGD, Adagrad, Adam and L-BFGS',
  claim:
    'SGD and Adagrad oscillate, Adam and L-BFGS converge, and L-BFGS is best for the same number of iterations.',
  source:
    'Gatys et al. 2016, section 2.3 (“L-BFGS … we found to work best for image synthesis”); common experience with the method',
  cost: 64,
  code,
  async run(lab) {
    const { photo, painting } = lab;
    const found = await lab.each([...RULES, ...LARGER], async ({ name, options }) => {
      const { image, losses } = await lab.paint({
        photo,
        style: painting,
        iterations: 200,
        optimiser: options,
      });
      return { name, image, losses, last: least(losses), swing: swingOf(losses) };
    });
    const of = (name: string) => found.find((each) => each.name === name)!;
    const [sgd, adagrad, adam, lbfgs] = RULES.map(({ name }) => of(name));
    const usual = [sgd!, adagrad!, adam!, lbfgs!];
    const percent = (part: number) => `${digits(100 * part)} %`;
    return {
      checks: [
        {
          says: `L-BFGS ends lowest: ${usual.map(({ name, last }) => `${name} ${digits(last)}`).join(', ')}.`,
          holds: usual.every(({ last }) => last >= lbfgs!.last),
        },
        {
          says: `SGD and Adagrad go up again more than Adam and L-BFGS: after the first tenth all rises together, as a part of the fall from there, ${usual.map(({ name, swing }) => `${name} ${percent(swing)}`).join(', ')}.`,
          holds: Math.min(sgd!.swing, adagrad!.swing) > Math.max(adam!.swing, lbfgs!.swing),
        },
        {
          says: `With a rate of 0.5 they swing: ${LARGER.map(({ name }) => `${name} ${percent(of(name).swing)}`).join(', ')}, at least 20 %.`,
          holds: LARGER.every(({ name }) => of(name).swing >= 0.2),
        },
      ],
      table: {
        head: ['optimiser', 'least loss', 'rises after the first tenth, of the fall'],
        rows: found.map(({ name, last, swing }) => [name, digits(last), percent(swing)]),
      },
      strips: [
        {
          label: 'Results',
          shown: found.map(({ name, image, last }) => ({
            picture: image,
            caption: `${name}: ${digits(last)}`,
          })),
        },
      ],
      plots: [
        {
          title: 'Total loss',
          x: 'iteration',
          isLogarithmic: true,
          curves: found.map(({ name, losses }) => curveOf(name, losses)),
        },
      ],
      notes: [
        `${lab.iterations(200)} evaluations each, from the photo. Rates where none is named: SGD 0.1 with momentum 0.9 (steps scaled to the largest gradient), Adagrad 0.1, Adam 0.02, the defaults of Atelier, which were chosen so that nothing swings.`,
      ],
    };
  },
};

/** The rises of a curve together, as a part of its fall: after the first tenth, as the first steps may overshoot once. */
function swingOf(losses: readonly LossRow[]): number {
  const rest = losses.slice(Math.floor(losses.length / 10));
  let rises = 0;
  for (const [i, { total }] of rest.entries()) if (i > 0) rises += Math.max(0, total - rest[i - 1]!.total);
  return rises / Math.max(1e-12, rest[0]!.total - least(rest));
}

const ITERATIONS = 1000;
/** Total loss of the reference run at iterations 0, 100, … 900 (VGG-19, other pictures). */
const REFERENCE = [5.78e8, 1.85e7, 7.74e6, 4.43e6, 3.07e6, 2.37e6, 1.97e6, 1.72e6, 1.56e6, 1.44e6];

export const lossTable: Figure = {
  name: 'loss-table',
  title: 'The loss table of 1000 iterations',
  claim:
    'The total loss falls by two to three orders of magnitude, most of it in the first hundred iterations; the style is nearly all of it at first; the content rises from nothing, reaches a peak and falls again.',
  source:
    'reference run of the method as published (Gatys et al. 2016, eq. 1 and 4 to 7; VGG-19, α/β = 1e-3)',
  cost: 34,
  code,
  async run(lab) {
    const { photo, painting } = lab;
    const start = await lab.paint({ photo, style: painting, objective: published(lab, 1), iterations: 1 });
    const beta = (DOMINANCE * (await contentOfNothing(lab))) / start.losses[0]!.style;
    const objective = published(lab, beta);
    const { image, losses } = await lab.paint({ photo, style: painting, objective, iterations: ITERATIONS });
    const rows = REFERENCE.map(
      (_, i) => losses[Math.min(losses.length - 1, Math.round((i * losses.length) / 10))]!,
    );
    const end = losses.at(-1)!;
    const factor = rows[0]!.total / rows[9]!.total;
    const peak = losses.reduce((most, row) => (row.content > most.content ? row : most));
    const early = (rows[0]!.total - rows[1]!.total) / (rows[0]!.total - end.total);
    return {
      checks: [
        {
          says: `The total falls by a factor of ${digits(factor)} to iteration ${rows[9]!.iteration}, at least 100; the reference's by ${digits(REFERENCE[0]! / REFERENCE[9]!)}.`,
          holds: factor >= 100 && isFalling(rows.map(({ total }) => total)),
        },
        {
          says: `${digits(100 * early)} % of the fall is in the first tenth, at least 90 %.`,
          holds: early >= 0.9,
        },
        {
          says: `At the start the style is ${digits((100 * rows[0]!.style) / rows[0]!.total)} % of the total, at least 99 %.`,
          holds: rows[0]!.style >= 0.99 * rows[0]!.total,
        },
        {
          says: `The content rises from ${digits(rows[0]!.content)} to ${digits(peak.content)} at iteration ${peak.iteration} and falls by at least a tenth from there: it ends at ${digits(end.content)}.`,
          holds: peak.content > rows[0]!.content && end.content <= 0.9 * peak.content,
        },
      ],
      table: {
        head: ['iteration', 'style', 'content', 'total', 'of the first total', 'in the reference'],
        rows: rows.map(({ iteration, style, content, total }, i) => [
          String(iteration),
          digits(style),
          digits(content),
          digits(total),
          `1/${digits(rows[0]!.total / total)}`,
          `1/${digits(REFERENCE[0]! / REFERENCE[i]!)}`,
        ]),
      },
      strips: [
        { label: 'The picture', shown: [{ picture: image, caption: `after ${losses.length} iterations` }] },
      ],
      plots: [
        {
          title: 'Losses as they enter the total',
          x: 'iteration',
          isLogarithmic: true,
          curves: [
            curveOf('total', losses),
            { name: 'style', points: losses.map((row) => [row.iteration, row.style] as const) },
            { name: 'content', points: losses.map((row) => [row.iteration, row.content] as const) },
          ],
        },
      ],
      notes: [
        'L-BFGS from the photo with 2 % of noise, one size, no total variation: ½Σ(F−P)² and Σ(G−A)²/(4N²M²), 0.2 a layer. α/β is such that the style begins with 400 times the content loss of an empty picture, as features of another size want another one than 1e-3; so only ratios can be compared.',
      ],
    };
  },
};

/**
 * The style loss of the start over the content loss of an empty picture: as large as in the reference run, about, where the
 * style began with 364 times the content's largest value. α/β itself says nothing, as style goes with the fourth power of
 * the features and content with the second.
 */
const DOMINANCE = 400;

/** Gatys et al. 2016 on any network. */
function published({ network, layers }: Lab, beta: number): Objective {
  return {
    content: [{ layer: contentLayer(network), form: 'half-sum', weight: 1 }],
    style: layers.map((layer) => ({ layer, form: 'gatys', weight: beta / layers.length })),
    variation: 0,
    range: 0,
  };
}

/** ½ΣP² */
async function contentOfNothing({ engine, network, photo }: Lab): Promise<number> {
  const layer = contentLayer(network);
  const { data } = (await engine.features(network, [layer], photo)).get(layer)!;
  return data.reduce((sum, value) => sum + value * value, 0) / 2;
}

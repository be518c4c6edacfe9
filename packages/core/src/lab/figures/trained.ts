import type { Image } from '../../images/image.ts';
import { loadWeights, tensorOf, type Weights } from '../../models/locate.ts';
import { transformFrom } from '../../networks/transform-file.ts';
import { loadPreset } from '../../styles/preset-file.ts';
import { feedForward } from '../../transfer/fast/picture.ts';
import { perceptual } from '../../transfer/networks.ts';
import type { Curve, Figure } from '../figure.ts';
import type { Lab } from '../lab.ts';
import { contrast, digits, isFalling, isRising, mean } from '../measures.ts';
import { plainPass } from '../plain-pass.ts';

const code = ['lab/figures/trained.ts', 'lab/plain-pass.ts', 'transfer/fast/*.ts'];

/** Photos that are painted; none was trained on. */
const PHOTOS = 4;

/** Points of a training curve, of 20 steps each, that are its end. */
const LAST = 5;

/** How networks are trained, by small ones of our own: training/lab. */
export const normalisation: Figure = {
  name: 'normalisation',
  title: 'Batch against instance normalisation',
  claim:
    'With instance instead of batch normalisation a transform network reaches a lower loss and better pictures, and its result does not depend on the contrast of the photo.',
  source: 'Ulyanov et al. 2016, “Instance normalization: the missing ingredient for fast stylization”',
  cost: 20,
  code,
  depends: () => digestsOf('instance', 'batch'),
  async run(lab) {
    const [instance, batch] = await Promise.all(['instance', 'batch'].map(load));
    const photos = lab.photos.slice(0, PHOTOS).map(({ image }) => image);
    const ways = [
      {
        name: 'instance',
        weights: instance!,
        paint: (photo: Image) => passOf(lab, instance!, 'only', photo),
      },
      { name: 'batch', weights: batch!, paint: async (photo: Image) => frozenPassOf(batch!, 'only', photo) },
    ];
    const found = await lab.each(ways, async ({ name, weights, paint }) => {
      const each = await lab.each(photos, async (photo) => {
        const [full, pale] = [await paint(photo), await paint(paled(photo))];
        const [a, b] = await judged(lab, weights, photo, [full, pale]);
        return { full, pale, loss: a!, paleLoss: b!, contrast: contrast(full), paleContrast: contrast(pale) };
      });
      const of = (what: 'loss' | 'paleLoss' | 'contrast' | 'paleContrast') =>
        mean(each.map((one) => one[what]));
      return {
        name,
        weights,
        each,
        loss: of('loss'),
        pale: of('paleLoss'),
        kept: of('paleContrast') / of('contrast'),
      };
    });
    const [i, b] = [found[0]!, found[1]!];
    const last = found.map(({ weights }) =>
      mean(
        curveOf(weights)
          .slice(-LAST)
          .map(([, loss]) => loss),
      ),
    );
    return {
      checks: [
        {
          says: `The loss over the last ${LAST} points of the training curve is lower with instance normalisation: ${digits(last[0]!)} against ${digits(last[1]!)}.`,
          holds: last[0]! < last[1]!,
        },
        {
          says: `So is the loss of ${photos.length} photos that were not trained on: ${digits(i.loss)} against ${digits(b.loss)}.`,
          holds: i.loss < b.loss,
        },
        {
          says: `Of photos at half their contrast, ${digits(i.pale)} against ${digits(b.pale)}.`,
          holds: i.pale < b.pale,
        },
        {
          says: `Of the contrast of the result, ${digits(100 * i.kept)} % is left at half the photo's contrast with instance, ${digits(100 * b.kept)} % with batch normalisation: nearer to all with instance.`,
          holds: Math.abs(1 - i.kept) < Math.abs(1 - b.kept),
        },
      ],
      table: {
        head: [
          'normalisation',
          'training loss at the end',
          'loss of photos',
          'at half their contrast',
          'contrast that is left',
        ],
        rows: found.map(({ name, loss, pale, kept }, n) => [
          name,
          digits(last[n]!),
          digits(loss),
          digits(pale),
          `${digits(100 * kept)} %`,
        ]),
      },
      strips: [
        { label: 'Photos', shown: photos.map((picture, n) => ({ picture, caption: lab.photos[n]!.name })) },
        ...found.flatMap(({ name, each }) => [
          {
            label: `${name} normalisation`,
            shown: each.map(({ full, loss }) => ({ picture: full, caption: `loss ${digits(loss)}` })),
          },
          {
            label: `${name} normalisation, photos at half their contrast`,
            shown: each.map(({ pale, paleLoss }) => ({ picture: pale, caption: `loss ${digits(paleLoss)}` })),
          },
        ]),
      ],
      plots: [
        {
          title: 'Loss in training',
          x: 'step',
          isLogarithmic: true,
          curves: found.map(
            ({ name, weights }): Curve => ({
              name,
              points: curveOf(weights).map(([x, y]) => [x, y] as const),
            }),
          ),
        },
      ],
      notes: [
        ...found.map(({ name, weights }) => `${name}: ${weights.metadata.training}.`),
        'The training curves were written down while the networks were trained; everything else is computed here.',
      ],
    };
  },
};

export const trainingTradeOff: Figure = {
  name: 'training-trade-off',
  title: 'α/β of training in three steps',
  claim:
    'What a transform network makes of a photo is decided by the weights of its training: more content weight, less style.',
  source: 'Johnson et al. 2016, section 3.2; several weights in one network: Babaeizadeh and Ghiasi 2018',
  cost: 10,
  code,
  depends: () => digestsOf('alphas'),
  async run(lab) {
    const weights = await load('alphas');
    const alphas = JSON.parse(weights.metadata.alphas!) as number[];
    const photos = lab.photos.slice(0, PHOTOS).map(({ image }) => image);
    const style = await styleOf(weights);
    const found = await lab.each(alphas, async (alpha) => {
      const images = await lab.each(photos, (photo) => passOf(lab, weights, `alpha ${alpha}`, photo));
      const distances = await lab.each(images, async (image, i) => {
        return (await judgeCompact(lab, photos[i]!, [image], style))[0]!;
      });
      return {
        alpha,
        images,
        content: mean(distances.map((each) => each.content)),
        style: mean(distances.map((each) => each.style)),
      };
    });
    const [content, styles] = [found.map((each) => each.content), found.map((each) => each.style)];
    return {
      checks: [
        {
          says: `With α the content distance falls: ${content.map(digits).join(', ')}.`,
          holds: isFalling(content),
        },
        { says: `And the style distance rises: ${styles.map(digits).join(', ')}.`, holds: isRising(styles) },
      ],
      table: {
        head: ['α, beside β = 1', 'content distance', 'style distance'],
        rows: found.map(({ alpha, content: c, style: s }) => [String(alpha), digits(c), digits(s)]),
      },
      strips: found.map(({ alpha, images }) => ({
        label: `α = ${alpha}`,
        shown: images.map((picture, i) => ({ picture, caption: lab.photos[i]!.name })),
      })),
      notes: [
        `One network with a style vector for each weight: ${weights.metadata.training}.`,
        `Style: the preset ${weights.metadata.style}; means over ${photos.length} photos that were not trained on.`,
      ],
    };
  },
};

const load = (name: string) => loadWeights(`lab/${name}.safetensors`);

async function digestsOf(...names: string[]): Promise<string[]> {
  return (await Promise.all(names.map(load))).map(({ digest }) => digest);
}

/** [step, loss, style, content] */
function curveOf({ metadata }: Weights): [number, number, number, number][] {
  return JSON.parse(metadata.curve!);
}

function passOf({ engine, signal }: Lab, weights: Weights, vector: string, photo: Image): Promise<Image> {
  const transform = transformFrom(weights);
  const { width, height } = photo;
  return feedForward({
    engine,
    transform,
    vector: transform.styles.get(vector)!,
    photo,
    width,
    height,
    ...(signal && { signal }),
  });
}

/** With the statistics that training left, the same for every photo. */
function frozenPassOf(weights: Weights, vector: string, photo: Image): Image {
  const network = transformFrom(weights);
  const running = tensorOf(weights, 'running', 1).data;
  return plainPass(network, { style: network.styles.get(vector)!, running }, photo);
}

/** Half the contrast, around grey. */
function paled(image: Image): Image {
  return { ...image, data: image.data.map((value) => 0.5 + (value - 0.5) / 2) };
}

/** What it was trained for, the total variation apart, on the network it was trained with. */
async function judged(
  lab: Lab,
  weights: Weights,
  photo: Image,
  results: readonly Image[],
): Promise<number[]> {
  const [alpha] = JSON.parse(weights.metadata.alphas!) as number[];
  const distances = await judgeCompact(lab, photo, results, await styleOf(weights));
  return distances.map(({ content, style }) => style + alpha! * content);
}

async function styleOf({ metadata }: Weights) {
  return loadPreset(metadata.style!, (await perceptual()).digest);
}

async function judgeCompact(
  lab: Lab,
  photo: Image,
  results: readonly Image[],
  style: Awaited<ReturnType<typeof styleOf>>,
) {
  return lab.judge(results, { photo, style, network: await perceptual() });
}

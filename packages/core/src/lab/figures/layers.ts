import type { Image } from '../../images/image.ts';
import { ssim } from '../../images/ssim.ts';
import type { Figure } from '../figure.ts';
import { digits, isFalling, isRising, likeLayout, pixelError, roughness, wavelength } from '../measures.ts';

const code = ['lab/figures/layers.ts'];

/** What is known in which layer. */
export const contentLayers: Figure = {
  name: 'content-layers',
  title: 'Content reconstruction by layer',
  claim:
    'From the features of lower layers a photo comes back almost pixel by pixel; in higher layers the exact pixels are lost, while what is where is kept.',
  source: 'Gatys et al. 2016, figure 1 and section 2.1; Mahendran and Vedaldi 2015',
  cost: 35,
  code,
  async run(lab) {
    const { photo, layers } = lab;
    const found = await lab.each(layers, async (layer) => {
      const objective = { ...lab.objective({ style: [], variation: 0 }) };
      const content = [{ layer, form: 'relative' as const, weight: 1 }];
      const { image } = await lab.paint({
        photo,
        objective: { ...objective, content },
        iterations: 300,
        start: 0,
      });
      return {
        layer,
        image,
        error: pixelError(image, photo),
        ssim: ssim(image, photo),
        layout: likeLayout(image, photo),
      };
    });
    const errors = found.map(({ error }) => error);
    const [first, last] = [found[0]!, found.at(-1)!];
    return {
      checks: [
        {
          says: `The pixel error rises from layer to layer: ${errors.map(digits).join(', ')} levels of 255.`,
          holds: isRising(errors),
        },
        {
          says: `From ${first.layer} the photo comes back nearly unchanged: similarity (SSIM) ${digits(first.ssim)}, at least 0.9.`,
          holds: first.ssim >= 0.9,
        },
        {
          says: `From ${last.layer} the pixels are gone (SSIM ${digits(last.ssim)}, below 0.5), and the arrangement is there: correlation at 16 pixels ${digits(last.layout)}, above 0.5.`,
          holds: last.ssim < 0.5 && last.layout > 0.5,
        },
      ],
      table: {
        head: ['layer', 'pixel error', 'SSIM', 'correlation at 16 pixels'],
        rows: found.map(({ layer, ...n }) => [layer, digits(n.error), digits(n.ssim), digits(n.layout)]),
      },
      strips: [
        {
          label: 'From white noise, content loss of one layer alone',
          shown: [
            { picture: photo, caption: 'the photo' },
            ...found.map(({ layer, image, error }) => ({
              picture: image,
              caption: `${layer}: error ${digits(error)}`,
            })),
          ],
        },
      ],
      notes: [`L-BFGS, ${lab.iterations(300)} iterations from noise, no total variation.`],
    };
  },
};

export const styleLayers: Figure = {
  name: 'style-layers',
  title: 'Style reconstruction by layer',
  claim:
    'Statistics of more and deeper layers give textures that match the painting on larger and larger scales, while its arrangement is thrown away.',
  source:
    'Gatys et al. 2015, “Texture synthesis using convolutional neural networks”, figure 2; Gatys et al. 2016, figure 1',
  cost: 36,
  code,
  async run(lab) {
    const painting = lab.sized(lab.painting);
    const style = lab.styleOf(painting);
    const sets = growing(lab.layers);
    const found = await lab.each(sets, async (layers) => {
      const objective = lab.objective({ content: 0, style: layers, variation: 0 });
      const { image } = await lab.paint({ photo: painting, style, objective, iterations: 250, start: 0 });
      const [judged] = await lab.judge([image], { photo: painting, style });
      return {
        layers,
        image,
        style: judged!.style,
        wave: wavelength(image),
        layout: likeLayout(image, painting),
      };
    });
    const [first, last] = [found[0]!, found.at(-1)!];
    const distances = found.map((each) => each.style);
    return {
      checks: [
        {
          says: `With every layer more the texture is nearer to the painting in all of them: style distance ${distances.map(digits).join(', ')}.`,
          holds: isFalling(distances),
        },
        {
          says: `Structures grow: mean wavelength ${digits(first.wave)} pixels with ${first.layers.join()} alone, ${digits(last.wave)} with all; the painting has ${digits(wavelength(painting))}.`,
          holds: last.wave > first.wave,
        },
        {
          says: `The arrangement is not kept: correlation with the painting at 16 pixels ${digits(last.layout)}, below 0.5.`,
          holds: Math.abs(last.layout) < 0.5,
        },
      ],
      table: {
        head: [
          'layers',
          'style distance over all',
          'mean wavelength, pixels',
          'correlation with the painting',
        ],
        rows: found.map((each) => [
          upTo(each.layers),
          digits(each.style),
          digits(each.wave),
          digits(each.layout),
        ]),
      },
      strips: [
        {
          label: 'From white noise, style loss alone',
          shown: [
            { picture: painting, caption: 'the painting' },
            ...found.map(({ layers, image }) => ({ picture: image, caption: upTo(layers) })),
          ],
        },
      ],
      notes: [
        'Mean and covariance of the features instead of the Gram matrix: the same information, centred.',
        `${lab.iterations(250)} iterations of L-BFGS at one size, no total variation.`,
      ],
    };
  },
};

export const styleDepth: Figure = {
  name: 'style-depth',
  title: 'Style layers from conv1_1 alone to all five',
  claim:
    'Matching the style up to higher layers preserves local structures on an increasingly large scale, which looks smoother and more continuous.',
  source:
    'Gatys et al. 2016, section 3.2; Gatys et al. 2015, “A neural algorithm of artistic style”, figure 3',
  cost: 25,
  code,
  async run(lab) {
    const { photo, painting } = lab;
    const found = await lab.each(growing(lab.layers), async (layers) => {
      const objective = lab.objective({ style: layers, variation: 0 });
      const { image } = await lab.paint({ photo, style: painting, objective, iterations: 200 });
      return { layers, image };
    });
    const judged = await lab.judge(
      found.map(({ image }) => image),
      { photo, style: painting },
    );
    const distances = judged.map(({ style }) => style);
    const waves = found.map(({ image }) => wavelength(image));
    const rough = found.map(({ image }) => roughness(image));
    const [shallow, deep] = [pair(rough), pair(waves)];
    return {
      checks: [
        {
          says: `The style over all five layers comes nearer with each: distance ${distances.map(digits).join(', ')}.`,
          holds: isFalling(distances),
        },
        {
          says: `Structures are larger with all layers than with the first: mean wavelength ${digits(deep[0])}, then ${digits(deep[1])} pixels.`,
          holds: deep[1] > deep[0],
        },
        {
          says: `The picture is smoother with all layers than with the first: neighbouring pixels differ by ${digits(shallow[0])}, then ${digits(shallow[1])} levels.`,
          holds: shallow[1] < shallow[0],
        },
      ],
      table: {
        head: ['style layers', 'style distance', 'content distance', 'mean wavelength', 'roughness'],
        rows: found.map(({ layers }, i) => [
          upTo(layers),
          digits(distances[i]!),
          digits(judged[i]!.content),
          digits(waves[i]!),
          digits(rough[i]!),
        ]),
      },
      strips: [
        {
          label: 'The same photo, painting and weights',
          shown: found.map(({ layers, image }) => ({ picture: image as Image, caption: upTo(layers) })),
        },
      ],
      notes: [
        `${lab.iterations(200)} iterations from the photo, no total variation; the layers of a set weigh 1 together.`,
      ],
    };
  },
};

/** The first layer, the first two, … all. */
function growing(layers: readonly string[]): string[][] {
  return layers.map((_, i) => layers.slice(0, i + 1));
}

function upTo(layers: readonly string[]): string {
  return layers.length === 1 ? layers[0]! : `${layers[0]} to ${layers.at(-1)}`;
}

const pair = (values: readonly number[]): [number, number] => [values[0]!, values.at(-1)!];

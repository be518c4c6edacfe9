import type { Image } from '../../images/image.ts';
import { pulledFolder } from '../../models/data-directory.ts';
import { findPulled } from '../../models/pulled.ts';
import { ALEXNET, RESNET50, VGG19 } from '../../networks/architectures.ts';
import type { Network, Pooling } from '../../networks/network.ts';
import { loadPerceptual, SHIPPED_NETWORK } from '../../networks/perceptual.ts';
import { loadNetwork, PUBLISHED } from '../../networks/registry.ts';
import type { Figure } from '../figure.ts';
import { type Lab, layersFor } from '../lab.ts';
import { digits, roughness } from '../measures.ts';
import { randomNetwork, withoutShortcuts } from '../random-network.ts';

const code = ['lab/figures/networks.ts', 'lab/random-network.ts'];

const KINDS = ['max', 'average', 'l2'] as const satisfies Pooling[];

export const pooling: Figure = {
  name: 'pooling',
  title: 'Maximum against average pooling',
  claim: 'With average instead of maximum pooling pictures are smoother, and slightly more appealing.',
  source:
    'Gatys et al. 2016, section 2 (“replacing the maximum pooling operation by average pooling yields slightly more appealing results”)',
  cost: 45,
  code,
  async run(lab) {
    const { photo, painting, network } = lab;
    const found = await lab.each(KINDS, async (kind) => {
      const pooled = { ...network, pooling: kind };
      const common = { photo, style: painting, network: pooled, iterations: 200 };
      const transfer = await lab.paint({ ...common, objective: lab.objective({ variation: 0 }) });
      const texture = await lab.paint({
        ...common,
        objective: lab.objective({ content: 0, variation: 0 }),
        start: 0,
      });
      return { kind, transfer: transfer.image, texture: texture.image };
    });
    const judged = await lab.judge(
      found.map(({ transfer }) => transfer),
      { photo, style: painting },
    );
    const rough = (what: 'transfer' | 'texture') => found.map((each) => roughness(each[what]));
    const [transfers, textures] = [rough('transfer'), rough('texture')];
    return {
      checks: [
        {
          says: `Painted from the photo, neighbouring pixels differ by ${digits(transfers[1]!)} levels with average pooling, ${digits(transfers[0]!)} with maximum.`,
          holds: transfers[1]! < transfers[0]!,
        },
        {
          says: `In textures from noise by ${digits(textures[1]!)}, ${digits(textures[0]!)} with maximum.`,
          holds: textures[1]! < textures[0]!,
        },
      ],
      table: {
        head: [
          'pooling',
          'roughness, from the photo',
          'roughness, texture',
          'content distance',
          'style distance',
        ],
        rows: found.map(({ kind }, i) => [
          kind,
          digits(transfers[i]!),
          digits(textures[i]!),
          digits(judged[i]!.content),
          digits(judged[i]!.style),
        ]),
      },
      strips: (['transfer', 'texture'] as const).map((what) => ({
        label: what === 'transfer' ? 'From the photo' : 'Textures, from noise',
        shown: found.map((each) => ({ picture: each[what] as Image, caption: `${each.kind} pooling` })),
      })),
      notes: [
        `${lab.iterations(200)} iterations, no total variation, which would smooth by itself. ${network.name} was ${network.name === SHIPPED_NETWORK ? 'trained with average pooling' : 'trained with the pooling it is published with'}; the distances are taken with its own (${network.pooling}).`,
        'Whether a picture is more appealing is for the eye; what can be measured is how smooth it is.',
      ],
    };
  },
};

/** So many times narrower than published are the random ones, to be as quick as the compact network. */
const NARROW = 4;

export const extractors: Figure = {
  name: 'extractors',
  title: 'VGG-19, VGG-16, ResNet-50 and AlexNet as extractors',
  claim:
    'VGG carries style better than ResNet, because shortcuts make features peaky, and this is so even with random weights; without its shortcuts ResNet is better. Networks with random weights transfer style too, but worse than trained ones.',
  source:
    'Wang et al. 2021, “Rethinking and improving the robustness of image style transfer”; He, Wang and Hopcroft 2016, “A powerful generative model using random weights”',
  cost: 140,
  code,
  depends: async () => (await published()).map(({ digest }) => digest),
  async run(lab) {
    const { photo, painting } = lab;
    const here = await published();
    const missing = Object.keys(PUBLISHED).filter((name) => !here.some((network) => network.name === name));
    const compact = await loadPerceptual();
    const judge = here.find(({ name }) => name === 'vgg19') ?? compact;
    const resnet = PUBLISHED.resnet50!.taps;
    const candidates: { name: string; network: Network; isTrained: boolean }[] = [
      { name: 'compact', network: compact, isTrained: true },
      ...here.map((network) => ({ name: network.name, network, isTrained: true })),
      {
        name: 'VGG-19, random',
        network: randomNetwork('VGG-19', VGG19, { narrow: NARROW }),
        isTrained: false,
      },
      {
        name: 'AlexNet, random',
        network: randomNetwork('AlexNet', ALEXNET, { narrow: NARROW, taps: PUBLISHED.alexnet!.taps }),
        isTrained: false,
      },
      {
        name: 'ResNet-50, random',
        network: randomNetwork('ResNet-50', RESNET50, { narrow: NARROW, taps: resnet }),
        isTrained: false,
      },
      {
        name: 'ResNet-50 without shortcuts, random',
        network: randomNetwork('ResNet-50 without shortcuts', withoutShortcuts(RESNET50), {
          narrow: NARROW,
          taps: resnet,
        }),
        isTrained: false,
      },
    ];
    const found = await lab.each(candidates, async ({ name, network, isTrained }) => {
      const layers = layersFor(network);
      const objective = lab.objective({ style: layers, network });
      const { image } = await lab.paint({ photo, style: painting, network, objective, iterations: 120 });
      const even = await evenness(lab, network, layers.at(-1)!);
      return { name, image, even, isTrained };
    });
    const [start, ...judged] = await lab.judge([photo, ...found.map(({ image }) => image)], {
      photo,
      style: painting,
      network: judge,
    });
    const left = judged.map(({ style }) => style / start!.style);
    const of = (name: string) => found.findIndex((each) => each.name === name);
    const [vgg, res, plain] = [
      'VGG-19, random',
      'ResNet-50, random',
      'ResNet-50 without shortcuts, random',
    ].map(of);
    const percent = (part: number) => `${digits(100 * part)} %`;
    const trained = left.filter((_, i) => found[i]!.isTrained);
    const untrained = left.filter((_, i) => !found[i]!.isTrained);
    return {
      checks: [
        {
          says: `With random weights VGG's layout leaves less of the distance to the style than ResNet's: ${percent(left[vgg!]!)} against ${percent(left[res!]!)}.`,
          holds: left[vgg!]! < left[res!]!,
        },
        {
          says: `Without its shortcuts ResNet leaves less: ${percent(left[plain!]!)}.`,
          holds: left[plain!]! < left[res!]!,
        },
        {
          says: `Features are less even with shortcuts: evenness of the deepest layer ${digits(found[res!]!.even)}, without ${digits(found[plain!]!.even)}.`,
          holds: found[res!]!.even < found[plain!]!.even,
        },
        {
          says: `Random weights transfer style: the best of them leaves ${percent(Math.min(...untrained))}, less than 60 %.`,
          holds: Math.min(...untrained) < 0.6,
        },
        {
          says: `Trained weights do it better: ${trained.map(percent).join(', ')} against ${percent(Math.min(...untrained))}.`,
          holds: trained.every((part) => part < Math.min(...untrained)),
        },
      ],
      table: {
        head: [
          'extractor',
          'style distance that is left',
          'content distance',
          'evenness of the deepest layer',
        ],
        rows: found.map(({ name, even }, i) => [
          name,
          percent(left[i]!),
          digits(judged[i]!.content),
          digits(even),
        ]),
      },
      strips: [
        {
          label: 'The same photo and painting',
          shown: found.map(({ name, image }, i) => ({
            picture: image,
            caption: `${name}: ${percent(left[i]!)} left`,
          })),
        },
      ],
      notes: [
        missing.length === 0
          ? 'All four published networks are here.'
          : `Not here, and so not compared with trained weights: ${missing.join(', ')}. “atelier models pull NAME” or “atelier models import NAME FILE” brings them; nothing is fetched by the lab.`,
        `Random: the published layout, ${NARROW} times narrower, He's range, no batch normalisation. Trained networks are ${candidates
          .filter(({ isTrained }) => isTrained)
          .map(({ name }) => name)
          .join(', ')}.`,
        `Judged on ${judge.name}${judge === compact ? ', which favours itself' : ', which favours itself; the compact network was distilled from a smaller copy of it'}. Evenness: entropy of all activations over that of equal ones (Wang et al. 2021).`,
      ],
    };
  },
};

/** Those of the published networks that were pulled or imported. */
async function published(): Promise<Network[]> {
  const found: Network[] = [];
  for (const name of Object.keys(PUBLISHED)) {
    if ((await findPulled(name, pulledFolder())) !== undefined) found.push(await loadNetwork(name));
  }
  return found;
}

/** −Σ p ln p / ln n of a layer's n activations for the photo, p their shares: 1 all equal, 0 a single one. */
async function evenness({ engine, photo }: Lab, network: Network, layer: string): Promise<number> {
  const { data } = (await engine.features(network, [layer], photo)).get(layer)!;
  let sum = 0;
  for (const value of data) sum += Math.abs(value);
  let entropy = 0;
  for (const value of data) {
    const share = Math.abs(value) / sum;
    if (share > 0) entropy -= share * Math.log(share);
  }
  return entropy / Math.log(data.length);
}

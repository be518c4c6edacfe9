import { AtelierError } from '../errors.ts';
import { pulledFolder } from '../models/data-directory.ts';
import { readPulled } from '../models/pulled.ts';
import { ALEXNET, type Architecture, RESNET50, VGG16, VGG19 } from './architectures.ts';
import { assemble } from './assemble.ts';
import { KERAS, type Layout, PLAIN, RESIDUAL, SEQUENTIAL } from './layouts.ts';
import type { Network, Pooling, Taps } from './network.ts';
import { loadPerceptual, SHIPPED_NETWORK } from './perceptual.ts';

/** A network whose weights are published: what it is, and where its file is. */
export interface Published {
  readonly architecture: Architecture;
  /** how a file may name its tensors; the first that fits is taken */
  readonly layouts: readonly Layout[];
  readonly use: string;
  /** one commit of a repository, so that what lies there does not change */
  readonly url: string;
  /** of the whole file, as its repository states it */
  readonly sha256: string;
  /** where the network has no layers of VGG's names; the depths at which one position stands for as many pixels */
  readonly taps?: Taps;
}

const HUGGING_FACE = 'https://huggingface.co';

/** Weights trained on ImageNet by torchvision (BSD 3-clause), as safetensors. docs/models.md says more. */
export const PUBLISHED: Readonly<Record<string, Published>> = {
  vgg19: {
    architecture: VGG19,
    layouts: [PLAIN, SEQUENTIAL, ...KERAS],
    use: 'loss network of Gatys et al. 2016',
    url: `${HUGGING_FACE}/timm/vgg19.tv_in1k/resolve/128d4708565b3a414bcbb9bbad440b2fe37b9f18/model.safetensors`,
    sha256: '11aea017b543ff59233749d8f1cf544cda749378f5790d2fedab841fb86b7669',
  },
  vgg16: {
    architecture: VGG16,
    layouts: [PLAIN, SEQUENTIAL, ...KERAS],
    use: 'loss network of Johnson et al. 2016',
    url: `${HUGGING_FACE}/timm/vgg16.tv_in1k/resolve/3394518cba29aee1ea82a49d971be90d2dd1dab7/model.safetensors`,
    sha256: '57b026918159a6bf9faf8405c3a551903768e7138989d9c6224a14227203fad8',
  },
  resnet50: {
    architecture: RESNET50,
    layouts: [RESIDUAL],
    use: 'loss network for comparison, with residual blocks',
    url: `${HUGGING_FACE}/timm/resnet50.tv_in1k/resolve/aa6c2d36d56bc0209040c02b5a7b7d7bf11d57b8/model.safetensors`,
    sha256: '5d061a3c593d795bfe682d9b152bafbcf550579873492def3515b46db1189888',
    taps: {
      content: ['layer1.2', 'layer2.3'],
      style: ['conv1', 'layer1.0', 'layer1.2', 'layer2.3', 'layer3.5'],
    },
  },
  alexnet: {
    architecture: ALEXNET,
    layouts: [PLAIN, SEQUENTIAL],
    use: 'loss network for comparison, with large kernels',
    url: `${HUGGING_FACE}/theunnecessarythings/vision_models/resolve/1b72e7cf3485d46675a53c2e969e3f5669635efa/alexnet.safetensors`,
    sha256: '7372cbb9161c5253fcb272a1839229e282f2533e540449fb2907ee32d9ef3279',
    taps: { content: ['conv2', 'conv3'], style: ['conv1', 'conv2', 'conv3', 'conv4', 'conv5'] },
  },
};

/** Everything that `loadNetwork` takes. */
export const NETWORK_NAMES: readonly string[] = [SHIPPED_NETWORK, ...Object.keys(PUBLISHED)];

/** Throws `model.unknown`. */
export function publishedNetwork(name: string): Published {
  const published = Object.hasOwn(PUBLISHED, name) ? PUBLISHED[name] : undefined;
  if (published) return published;
  throw new AtelierError('model.unknown', { name, names: NETWORK_NAMES.join(', ') });
}

export interface LoadOptions {
  /** default: as the network was trained, average for the compact one and maximum for the published ones */
  readonly pooling?: Pooling | undefined;
  /** where pulled and imported networks are; default: the data directory's */
  readonly folder?: string;
}

/**
 * The loss network of that name. Errors: `model.unknown`, `model.not-pulled` (says how to fetch it),
 * `model.changed`, `model.damaged`.
 */
export async function loadNetwork(name: string, options: LoadOptions = {}): Promise<Network> {
  if (name === SHIPPED_NETWORK) {
    const network = await loadPerceptual();
    return { ...network, pooling: options.pooling ?? network.pooling };
  }
  const { architecture, layouts, taps } = publishedNetwork(name);
  const weights = await readPulled(name, options.folder ?? pulledFolder());
  return assemble(weights, architecture, {
    name,
    layouts,
    taps,
    padding: 'zero',
    pooling: options.pooling ?? 'max',
  });
}

import type { InferenceSession } from 'onnxruntime-node';
import type { Image } from '../../../images/image.ts';
import type { Tensor } from '../../../models/tensor-file.ts';
import { featuresOf } from '../../../networks/layer-kinds.ts';
import type { LayerStatistics, Network } from '../../../networks/network.ts';
import { toPlanar } from '../../planar.ts';
import type { Layout } from '../../tiles/layout.ts';
import { BoundSession } from '../bound-session.ts';
import { compileFeatures } from '../features-graph.ts';
import { tiledTerms } from './terms.ts';
import { TiledPicture } from './tiled-picture.ts';
import { TiledSums } from './tiled-sums.ts';

/** Features of a picture too large for one graph: [1, N, H, W] each. */
export async function tiledFeatures(
  network: Network,
  layers: readonly string[],
  image: Image,
  layout: Layout,
  options: InferenceSession.SessionOptions,
): Promise<Map<string, Tensor>> {
  const { cut } = layout;
  const shapes = (size: { width: number; height: number }) => {
    const tapped = featuresOf(network, size.height, size.width).filter(({ layer }) => layers.includes(layer));
    return tapped.map(({ layer, channels, height, width }) => [layer, [1, channels, height, width]] as const);
  };
  const session = await BoundSession.create(
    {
      model: compileFeatures(network, layers, cut),
      inputs: { picture: [1, 3, cut.height, cut.width] },
      outputs: Object.fromEntries(shapes(cut)),
    },
    options,
  );
  try {
    const tiles = new TiledPicture(network, layers, layout);
    const picture = toPlanar(image);
    const features = new Map<string, Tensor>(
      shapes(image).map(([layer, shape]) => {
        return [layer, { shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)) }];
      }),
    );
    for (const tile of layout.tiles) {
      tiles.read(tile, picture, session.input('picture'));
      await session.run();
      for (const [layer, { data }] of features) tiles.put(tile, layer, session.output(layer), data);
    }
    return features;
  } finally {
    await session.close();
  }
}

/** Means and covariances of a picture too large for one graph. */
export async function tiledStatistics(
  network: Network,
  layers: readonly string[],
  image: Image,
  layout: Layout,
  options: InferenceSession.SessionOptions,
): Promise<Map<string, LayerStatistics>> {
  const style = layers.map((layer) => ({ layer, form: 'covariance' as const, weight: 1 }));
  const terms = tiledTerms({ content: [], style });
  const tiles = new TiledPicture(network, layers, layout);
  const sums = await TiledSums.create(network, terms, tiles, new Map(), options);
  try {
    await sums.run(toPlanar(image));
    return new Map(terms.moments.map(({ key, layer }) => [layer, sums.statistics(key)]));
  } finally {
    await sums.close();
  }
}

import { type FaceDetector, loadFaceDetector } from '../networks/face-detector.ts';
import { type Network, POOLINGS } from '../networks/network.ts';
import { loadPerceptual, SHIPPED_NETWORK } from '../networks/perceptual.ts';
import { loadPredictor, type Predictor } from '../networks/predictor.ts';
import { loadNetwork } from '../networks/registry.ts';
import type { TransformNetwork } from '../networks/transform.ts';
import { loadTransform } from '../networks/transform-file.ts';
import { checkedName } from './options.ts';
import type { Tuning } from './request.ts';

/** The loss network, read once a process. */
export const perceptual: () => Promise<Network> = once(loadPerceptual);

/** The transform network of fast quality, read once a process. */
export const transform: () => Promise<TransformNetwork> = once(loadTransform);

/** What finds a style vector for any picture, read once a process; see `anyStyle`. */
export const predictor: () => Promise<Predictor> = once(async () => loadPredictor(await transform()));

/** What finds faces, read once a process. */
export const faceDetector: () => Promise<FaceDetector> = once(loadFaceDetector);

/** The loss network that a tuning asks for. Errors: see loadNetwork, and `option.invalid`. */
export async function lossNetwork({
  network: name = SHIPPED_NETWORK,
  pooling,
}: Pick<Tuning, 'network' | 'pooling'>): Promise<Network> {
  if (pooling !== undefined) checkedName('pooling', pooling, POOLINGS);
  if (name !== SHIPPED_NETWORK) return loadNetwork(name, { pooling });
  const shipped = await perceptual();
  return { ...shipped, pooling: pooling ?? shipped.pooling };
}

/** Whether a preset's statistics are of this network: they belong to the shipped one as it is. */
export async function presetsFit({ digest, pooling }: Network): Promise<boolean> {
  const shipped = await perceptual();
  return digest === shipped.digest && pooling === shipped.pooling;
}

/** A failure is not kept, so that a repaired file is found. */
function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () => {
    loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
}

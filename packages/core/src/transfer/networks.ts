import { type Network, POOLINGS } from '../networks/network.ts';
import { loadPerceptual } from '../networks/perceptual.ts';
import { loadPredictor, type Predictor } from '../networks/predictor.ts';
import { loadNetwork, SHIPPED_NETWORK } from '../networks/registry.ts';
import { loadTransform, type TransformNetwork } from '../networks/transform.ts';
import { checkedName } from './options.ts';
import type { Tuning } from './tuning.ts';

/** The loss network, read once a process. */
export const perceptual: () => Promise<Network> = once(loadPerceptual);

/** The transform network of fast quality, read once a process. */
export const transform: () => Promise<TransformNetwork> = once(loadTransform);

/** What finds a style vector for any picture, read once a process; see `anyStyle`. */
export const predictor: () => Promise<Predictor> = once(async () => loadPredictor(await transform()));

/** The loss network that a tuning asks for, and whether presets, which belong to the shipped one, fit it. Errors: see loadNetwork. */
export async function lossNetwork({
  network: name,
  pooling,
}: Pick<Tuning, 'network' | 'pooling'>): Promise<{ network: Network; presetsFit: boolean }> {
  if (pooling !== undefined) checkedName('pooling', pooling, POOLINGS);
  const shipped = await perceptual();
  const asked = name ?? SHIPPED_NETWORK;
  const network =
    asked === SHIPPED_NETWORK
      ? { ...shipped, pooling: pooling ?? shipped.pooling }
      : await loadNetwork(asked, { pooling });
  return { network, presetsFit: network.digest === shipped.digest && network.pooling === shipped.pooling };
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

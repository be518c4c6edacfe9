import type { Network } from '../networks/network.ts';
import { loadPerceptual } from '../networks/perceptual.ts';
import { loadTransform, type TransformNetwork } from '../networks/transform.ts';

/** The loss network, read once a process. */
export const perceptual: () => Promise<Network> = once(loadPerceptual);

/** The transform network of fast quality, read once a process. */
export const transform: () => Promise<TransformNetwork> = once(loadTransform);

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

import type { Engine } from '../engines/engine.ts';
import type { Image } from '../images/image.ts';
import { damaged } from '../models/locate.ts';
import type { Network } from '../networks/network.ts';
import { PREDICTOR_FILE, type Predictor, predict } from '../networks/predictor.ts';
import { imageStatistics } from './image-style.ts';

/** The style vector of any painting, in one pass; network: the shipped loss network. */
export async function predictedVector(
  { engine, network, predictor }: { engine: Engine; network: Network; predictor: Predictor },
  painting: Image,
): Promise<Float32Array> {
  if (predictor.network !== network.digest) {
    throw damaged(PREDICTOR_FILE, 'it belongs to another version of the loss network');
  }
  const { layers, side } = predictor;
  return predict(predictor, await imageStatistics(engine, network, layers, painting, side));
}

import type { Engine } from '../engines/engine.ts';
import type { Image } from '../images/image.ts';
import type { LayerStatistics, Network } from '../networks/network.ts';
import { samplesOf } from '../objective/samples.ts';

/** A painting as every style form wants it, whatever its size: statistics and samples. */
export async function lookedAt(
  engine: Engine,
  network: Network,
  layers: readonly string[],
  painting: Image,
): Promise<Map<string, LayerStatistics>> {
  const statistics = await engine.statistics(network, layers, painting);
  for (const [layer, feature] of await engine.features(network, layers, painting)) {
    statistics.set(layer, { ...statistics.get(layer)!, samples: samplesOf(feature) });
  }
  return statistics;
}

/**
 * Loss networks: the compact one that ships, and published ones that are fetched once.
 *
 * @module networks
 */
export { pulledFolder } from '../models/data-directory.ts';
export { importNetwork } from '../networks/import.ts';
export type { Feature, Layer, LayerStatistics, Network, Padding } from '../networks/network.ts';
export { POOLINGS, type Pooling } from '../networks/network.ts';
export { type Pulled, type PullOptions, pullNetwork } from '../networks/pull.ts';
export {
  type LoadOptions,
  loadNetwork,
  NETWORK_NAMES,
  type Published,
  publishedNetwork,
} from '../networks/registry.ts';

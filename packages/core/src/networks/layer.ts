import { AtelierError } from '../errors.ts';
import { featuresOf } from './layer-kinds.ts';
import type { Network } from './network.ts';

/** The channels of a layer; `option.invalid`, with the option's name, for a layer that the network has not got. */
export function channelsOf(network: Network, layer: string, option = 'layer'): number {
  // Channel counts do not depend on the picture; the side is one that no network shrinks to nothing.
  const features = featuresOf(network, 512, 512);
  const feature = features.find((each) => each.layer === layer);
  if (feature !== undefined) return feature.channels;
  throw new AtelierError('option.invalid', {
    option,
    expected: `a layer of ${network.name} (${features.map((each) => each.layer).join(', ')})`,
    received: layer,
  });
}

/** A channel's number, from 0, as it was given; `option.invalid` for one that the layer has not got. */
export function checkedUnit(network: Network, layer: string, unit: number): number {
  const channels = channelsOf(network, layer);
  if (Number.isInteger(unit) && unit >= 0 && unit < channels) return unit;
  throw new AtelierError('option.invalid', {
    option: 'unit',
    expected: `a channel of ${layer}, from 0 to ${channels - 1}`,
    received: String(unit),
  });
}

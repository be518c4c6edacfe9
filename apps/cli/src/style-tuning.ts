import type { Pooling } from '@atelier/core/networks/network.ts';
import type { ContentForm, StyleForm } from '@atelier/core/objective/objective.ts';
import type { OptimiserName } from '@atelier/core/optimisers/options.ts';
import type { Tuning } from '@atelier/core/transfer/request.ts';
import { layersOf, startOf } from './style-ingredients.ts';

/** How it is painted, as it was typed; the library checks names and ranges. */
export interface TuningFlags {
  network?: string;
  pooling?: string;
  contentLayers?: string;
  styleLayers?: string;
  contentForm?: string;
  styleForm?: string;
  contentWeight?: number;
  styleWeight?: number;
  variation?: number;
  start?: string;
  optimiser?: string;
  learningRate?: number;
  iterations?: number;
  levels?: number;
  coarsest?: number;
  average?: number;
  plateau?: number;
  styleScale?: number;
  styleRotation?: number;
}

/** Undefined when no flag was given, so that fast quality has nothing to refuse. */
export function tuningOf(flags: TuningFlags): Tuning | undefined {
  const { contentLayers, styleLayers, contentForm, styleForm, contentWeight, styleWeight, variation } = flags;
  const { optimiser, learningRate, iterations, levels, coarsest, average, plateau } = flags;
  const { network, pooling, start, styleScale, styleRotation } = flags;
  return group<Tuning>({
    network,
    pooling: pooling as Pooling | undefined,
    objective: group({
      contentLayers: contentLayers === undefined ? undefined : layersOf('--content-layers', contentLayers),
      styleLayers: styleLayers === undefined ? undefined : layersOf('--style-layers', styleLayers),
      contentForm: contentForm as ContentForm | undefined,
      styleForm: styleForm as StyleForm | undefined,
      contentWeight,
      styleWeight,
      variation,
    }),
    optimiser: group({
      optimiser: optimiser as OptimiserName | undefined,
      rate: learningRate,
      average,
      plateau,
    }),
    schedule: group({ iterations, levels, coarsest }),
    start: start === undefined ? undefined : startOf(start),
    styleScale,
    styleRotation,
  });
}

/** The flags that change the picture, as they would be typed again: `--optimiser adam --levels 1`. */
export function typedAgain(flags: object, names: readonly string[]): string {
  return Object.entries(flags)
    .filter(([name, value]) => names.includes(name) && value !== undefined)
    .map(([name, value]) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} ${value}`)
    .join(' ');
}

/** An object whose values are all undefined is none. */
function group<Group extends object>(values: Group): Group | undefined {
  return Object.values(values).some((value) => value !== undefined) ? values : undefined;
}

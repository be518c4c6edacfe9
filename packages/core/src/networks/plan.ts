import { damaged } from '../models/locate.ts';
import type { Architecture, ConvolutionSpec, LayerSpec } from './architectures.ts';
import type { ConvolutionTensors, Layout } from './layouts.ts';
import type { AddLayer, PoolLayer } from './network.ts';

/** A network's layers with the names of their tensors in one file, every shape checked. */
export interface Plan {
  readonly layout: Layout;
  readonly layers: readonly (PoolLayer | AddLayer | PlannedConvolution)[];
}

export interface PlannedConvolution {
  readonly kind: 'convolution';
  readonly spec: ConvolutionSpec;
  readonly tensors: ConvolutionTensors;
}

export type Shapes = ReadonlyMap<string, readonly number[]>;

/**
 * shapes: of the file's tensors by name; the first layout in which the file has the first layer is taken.
 * Throws `model.damaged` that names the first tensor that is missing, has another shape, or is too many.
 */
export function planOf(
  shapes: Shapes,
  architecture: Architecture,
  layouts: readonly Layout[],
  file: string,
): Plan {
  const layout = layoutOf(shapes, architecture, layouts, file);
  refuseDeeper(shapes, architecture, layout, file);
  const layers: Plan['layers'][number][] = [];
  const channels = new Map<string, number>();
  let before = 3;
  let index = 0;
  for (const spec of architecture) {
    const input = spec.inputs === undefined ? before : channels.get(spec.inputs[0]!)!;
    if (spec.kind === 'convolution') {
      const tensors = layout.tensorsOf(spec, index);
      if (spec.optional && !shapes.has(tensors.weight)) break;
      before = checkedChannels(shapes, spec, tensors, input, layout, file);
      layers.push({ kind: 'convolution', spec, tensors });
    } else {
      before = input;
      layers.push(spec);
    }
    channels.set(spec.name, before);
    index += placesOf(spec);
  }
  return { layout, layers };
}

/** Every tensor that the network needs. */
export function tensorsOf(plan: Plan): string[] {
  return plan.layers.flatMap((layer) => {
    if (layer.kind !== 'convolution') return [];
    const { weight, bias, normalisation = [] } = layer.tensors;
    return [weight, ...(bias === undefined ? [] : [bias]), ...normalisation];
  });
}

function placesOf(spec: LayerSpec): number {
  return spec.kind === 'convolution' ? 2 : 1;
}

function layoutOf(
  shapes: Shapes,
  architecture: Architecture,
  layouts: readonly Layout[],
  file: string,
): Layout {
  const first = architecture.find((spec) => spec.kind === 'convolution')!;
  const names = layouts.map((layout) => layout.tensorsOf(first, 0).weight);
  const found = layouts.find((_, i) => shapes.has(names[i]!));
  if (found === undefined && layouts.length > 1) {
    throw damaged(file, `its first layer is missing, under any of the names ${names.join(', ')}`);
  }
  return found ?? layouts[0]!;
}

/** A deeper network of the same family has all of this one's tensors, VGG-19 those of VGG-16, and more in between. */
function refuseDeeper(shapes: Shapes, architecture: Architecture, layout: Layout, file: string): void {
  architecture.forEach((spec, i) => {
    if (spec.kind !== 'convolution' || architecture[i + 1]?.kind !== 'pool') return;
    const name = spec.name.replace(
      /^(.*\D)?(\d+)$/,
      (_, stem = '', number) => `${stem}${Number(number) + 1}`,
    );
    const { weight } = layout.tensorsOf({ ...spec, name }, Number.NaN);
    if (!shapes.has(weight) || architecture.some((other) => other.name === name)) return;
    throw damaged(file, `it has ${weight} behind ${spec.name}, so it is a deeper network`);
  });
}

/** The number of channels that the convolution makes. */
function checkedChannels(
  shapes: Shapes,
  { name, channels, size }: ConvolutionSpec,
  { weight, bias, normalisation }: ConvolutionTensors,
  input: number,
  { axes }: Layout,
  file: string,
): number {
  const shape = shapeOf(shapes, weight, file);
  const [out, inputs, ...sides] = axes === 'OIHW' ? shape : [shape[3], shape[2], ...shape.slice(0, 2)];
  const fits = inputs === input && out === (channels ?? out) && sides.length === 2;
  if (shape.length !== 4 || !fits || sides.some((side) => side !== size)) {
    const outputs = channels === undefined ? '' : `${channels} outputs, `;
    throw damaged(
      file,
      `${name} (${weight}) has shape [${shape}], expected ${outputs}${input} inputs and a ${size}×${size} kernel`,
    );
  }
  for (const vector of [...(bias === undefined ? [] : [bias]), ...(normalisation ?? [])]) {
    const own = shapeOf(shapes, vector, file);
    if (own.length !== 1 || own[0] !== out)
      throw damaged(file, `${vector} has shape [${own}], expected [${out}]`);
  }
  return out!;
}

function shapeOf(shapes: Shapes, tensor: string, file: string): readonly number[] {
  const shape = shapes.get(tensor);
  if (shape === undefined) throw damaged(file, `tensor ${tensor} is missing`);
  return shape;
}

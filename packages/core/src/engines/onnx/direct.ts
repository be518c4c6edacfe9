import type { Size } from '../../images/image.ts';
import type { ConvolutionLayer } from '../../networks/network.ts';
import type { Graph, Value } from './graph.ts';

/** A convolution on a picture that zeros surround. */
export type Kernel = Pick<ConvolutionLayer, 'weight' | 'stride' | 'pad'> &
  Partial<Pick<ConvolutionLayer, 'bias'>>;

/** The ways to compute it. */
export type Algorithm = 'direct' | 'winograd';

/** A layer with the way that was chosen for it, here and on the way back; absent: direct. See `withWinograd`. */
export interface Lowered {
  readonly algorithm?: { readonly forward: Algorithm; readonly adjoint: Algorithm };
}

/** By the operator. */
export function direct(graph: Graph, x: Value, { weight, bias, stride, pad }: Kernel): Value {
  const inputs = [weight, bias].flatMap((tensor) =>
    tensor ? [graph.tensor(tensor.data, tensor.shape)] : [],
  );
  return graph.node('Conv', [x, ...inputs], {
    kernel_shape: weight.shape.slice(2),
    strides: [stride, stride],
    pads: [pad, pad, pad, pad],
  });
}

export function grown({ width, height }: Size, by: number): Size {
  return { width: width + by, height: height + by };
}

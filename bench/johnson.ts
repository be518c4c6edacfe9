import type { Tensor } from '@atelier/core/models/tensor-file.ts';
import type {
  PlainConvolution,
  TransformLayer,
  TransformNetwork,
  UnitLayer,
} from '@atelier/core/networks/transform.ts';
import { random } from '@atelier/core/random.ts';

/**
 * The network of Johnson et al. 2016 as pytorch/examples has it, 1.68 million parameters: 32, 64, 128 channels,
 * five residual blocks, 9×9 kernels at both ends. The weights are random: time does not depend on them.
 */
export function johnson(): TransformNetwork {
  const next = random(1);
  const tensor = (shape: number[], reach: number): Tensor => {
    const length = shape.reduce((a, b) => a * b, 1);
    return { shape, data: Float32Array.from({ length }, () => reach * (2 * next() - 1)) };
  };
  const convolution = (input: number, out: number, side = 3): PlainConvolution => ({
    weight: tensor([out, input, side, side], Math.sqrt(3 / (input * side * side))),
    bias: tensor([out], 0.1),
  });
  const unit = (of: PlainConvolution, stride: 1 | 2 = 1, relu = true): UnitLayer => {
    return { kind: 'unit', convolution: of, stride, relu };
  };
  const layers: TransformLayer[] = [
    unit(convolution(3, 32, 9)),
    unit(convolution(32, 64), 2),
    unit(convolution(64, 128), 2),
    ...Array.from({ length: 5 }, (): TransformLayer => {
      return {
        kind: 'residual',
        layers: [unit(convolution(128, 128)), unit(convolution(128, 128), 1, false)],
      };
    }),
    { kind: 'upsample' },
    unit(convolution(128, 64)),
    { kind: 'upsample' },
    unit(convolution(64, 32)),
    { kind: 'picture', convolution: convolution(32, 3, 9), factor: 1, skip: 0.3, clamp: 0.02 },
  ];
  return {
    name: 'johnson',
    digest: 'random',
    scale: 1 / 0.225,
    shift: -0.45 / 0.225,
    multiple: 4,
    grain: 0,
    layers,
    styles: new Map(),
  };
}

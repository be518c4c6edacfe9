import type { Tensor } from '@tensorflow/tfjs';
import type { Tf } from './load.ts';

interface Step<Y extends Tensor> {
  readonly value: Y;
  /** what the adjoint needs and tfjs must not dispose of before */
  readonly saved?: Tensor;
  adjoint(gradient: Y, saved: Tensor): Tensor;
}

/** A function of x with its adjoint (incoming gradient → gradient with respect to x) in the place of tfjs's own. */
export function withAdjoint<Y extends Tensor>(tf: Tf, x: Tensor, step: () => Step<Y>): Y {
  const run = tf.customGrad((_, save) => {
    const { value, saved, adjoint } = step();
    if (saved !== undefined) (save as (tensors: Tensor[]) => void)([saved]);
    return { value, gradFunc: (gradient, [kept]) => adjoint(gradient as Y, kept!) };
  });
  return run(x) as Y;
}

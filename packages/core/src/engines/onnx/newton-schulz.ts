import type { Graph, Value } from './graph.ts';

/**
 * Eigenvalues down to 1e-6 of the norm reach their root to 1 %, those from 1e-5 on to float32's rounding: each
 * iteration multiplies a small root by 1.5.
 */
const ITERATIONS = 20;

export interface Roots {
  /** trace of C^½, scalar */
  readonly trace: Value;
  /** C^−½: [n, n] */
  readonly inverse: Value;
}

/**
 * Roots of C, symmetric and positive definite [n, n], by matrix products alone: the coupled Newton–Schulz
 * iteration (Higham 2008, "Functions of matrices", eq. 6.35), Y → (C/‖C‖)^½ and Z → its inverse. ONNX has no
 * eigenvalues, and this is stable and runs where the convolutions run.
 */
export function emitRoots(graph: Graph, c: Value, n: number): Roots {
  const norm = graph.node('ReduceL2', [c], { keepdims: 0 });
  const identity = graph.tensor(diagonal(1, n), [n, n]);
  const threeHalves = graph.tensor(diagonal(1.5, n), [n, n]);
  let y = graph.node('Div', [c, norm]);
  let z = identity;
  for (let i = 0; i < ITERATIONS; i++) {
    // The first product is with the identity, and the last Y is needed as much as the last Z.
    const zy = graph.node('Gemm', [z, y, threeHalves], { alpha: { float: -0.5 } });
    y = graph.node('MatMul', [y, zy]);
    z = i === 0 ? zy : graph.node('MatMul', [zy, z]);
  }
  const scale = graph.node('Sqrt', [norm]);
  const onDiagonal = graph.node('ReduceSum', [graph.node('Mul', [y, identity])], { keepdims: 0 });
  return {
    trace: graph.node('Mul', [onDiagonal, scale]),
    inverse: graph.node('Div', [z, scale]),
  };
}

export function diagonal(value: number, n: number): Float32Array {
  return Float32Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? value : 0));
}

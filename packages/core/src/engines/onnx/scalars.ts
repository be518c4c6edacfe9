import type { Graph, Value } from './graph.ts';

/** x · by · factor; by: scalar. */
export function scaled(graph: Graph, x: Value, by: Value, factor: number): Value {
  return graph.node('Mul', [x, graph.node('Mul', [by, graph.scalar(factor)])]);
}

/** Sum of all squares, scalar. */
export function sumOfSquaresOf(graph: Graph, x: Value): Value {
  return graph.node('ReduceSumSquare', [x], { keepdims: 0 });
}

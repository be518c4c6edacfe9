import type { Graph, Value } from './graph.ts';
import { slice } from './operators.ts';

/**
 * Adjoint of reflection padding along one axis: length + 2·by → length, by < length. A padded row was
 * mirrored from a row of the picture, so its gradient is added there.
 */
export function foldBorder(graph: Graph, x: Value, axis: number, length: number, by: number): Value {
  if (by > 1 || length < 4) return foldWide(graph, x, axis, length, by);
  const part = (begin: number, end: number) => slice(graph, x, axis, begin, end);
  const second = graph.node('Add', [part(2, 3), part(0, 1)]);
  const lastButOne = graph.node('Add', [part(length - 1, length), part(length + 1, length + 2)]);
  const parts = [part(1, 2), second, lastButOne, part(length, length + 1)];
  if (length > 4) parts.splice(2, 0, part(3, length - 1));
  return graph.node('Concat', parts, { axis });
}

/**
 * For any border, also where both sides are mirrored onto the same rows: the border's rows in reverse
 * order, each side moved to where it belongs among zeros. A border of one is copied less often above.
 */
function foldWide(graph: Graph, x: Value, axis: number, length: number, by: number): Value {
  const rest = length - by - 1;
  const before = among(graph, reversed(graph, x, axis, 0, by), axis, 1, rest);
  const behind = among(graph, reversed(graph, x, axis, by + length, length + 2 * by), axis, rest, 1);
  return graph.node('Sum', [slice(graph, x, axis, by, by + length), before, behind]);
}

/** Rows begin … end − 1, the last one first; one by one, since WebGPU's Slice misreads a step of −1 (onnxruntime 1.30). */
function reversed(graph: Graph, x: Value, axis: number, begin: number, end: number): Value {
  const rows = Array.from({ length: end - begin }, (_, i) => slice(graph, x, axis, end - 1 - i, end - i));
  return rows.length === 1 ? rows[0] : graph.node('Concat', rows, { axis });
}

function among(graph: Graph, x: Value, axis: number, before: number, behind: number): Value {
  const pads = [0, 0, 0, 0, 0, 0, 0, 0];
  [pads[axis], pads[axis + 4]] = [before, behind];
  return graph.node('Pad', [x, graph.integers(pads)]);
}

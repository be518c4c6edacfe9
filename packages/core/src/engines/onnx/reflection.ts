import type { Size } from '../../images/image.ts';
import type { Graph, Value } from './graph.ts';
import { slice } from './operators.ts';

/**
 * Adjoint of reflection padding: [B, N, H + 2·by, W + 2·by] → [B, N, H, W], by < H, W. What was padded was
 * mirrored from inside the picture, so its gradient is added there. onnxruntime scatters into its input where
 * nobody else needs it, so one copy is made in all; cutting and joining rows and columns would make four.
 */
export function foldBorder(graph: Graph, x: Value, { height, width }: Size, by: number): Value {
  const rows = foldAlong(graph, x, 2, height, by);
  const both = foldAlong(graph, rows, 3, width, by);
  const inner = [
    [by, by],
    [by + height, by + width],
    [2, 3],
  ].map((list) => graph.integers(list));
  return graph.node('Slice', [both, ...inner]);
}

/** Adds both ends of an axis of length + 2·by to the places they were mirrored from. */
function foldAlong(graph: Graph, x: Value, axis: number, length: number, by: number): Value {
  const last = length + 2 * by - 1;
  const ends = [slice(graph, x, axis, 0, by), slice(graph, x, axis, last + 1 - by, last + 1)];
  const border = graph.node('Concat', ends, { axis });
  const nth = Array.from({ length: by }, (_, i) => i);
  const mirrored = [...nth.map((i) => 2 * by - i), ...nth.map((i) => last - by - 1 - i)];
  const along = graph.integers([1, 1, 1, 1].with(axis, 2 * by));
  const places = graph.node('Expand', [
    graph.node('Reshape', [graph.integers(mirrored), along]),
    graph.node('Shape', [border]),
  ]);
  return graph.node('ScatterElements', [x, places, border], { axis, reduction: 'add' });
}

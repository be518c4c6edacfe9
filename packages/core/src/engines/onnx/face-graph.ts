import type { DetectorBlock, FaceDetector } from '../../networks/face-detector.ts';
import type { PlainConvolution } from '../../networks/transform.ts';
import { Graph, type Value } from './graph.ts';

/**
 * `picture` [1, 3, side, side] in; for each head i `scores.i` [1, anchors, H, W] and `boxes.i` [1, 16·anchors, H, W]
 * out.
 */
export function compileFaceDetector({ side, entrance, blocks, heads }: FaceDetector): Uint8Array {
  const graph = new Graph();
  const picture = graph.input('picture', [1, 3, side, side]);
  // SAME for 5×5 with stride 2: three columns, the smaller half before
  let x = relu(graph, convolution(graph, picture, entrance, { strides: [2, 2], pads: [1, 1, 2, 2] }));
  let size = side / 2;
  for (const [i, block] of blocks.entries()) {
    x = emitBlock(graph, block, x);
    size /= block.stride;
    for (const [h, { block: after, anchors, scores, boxes }] of heads.entries()) {
      if (after !== i) continue;
      graph.output(`scores.${h}`, convolution(graph, x, scores), [1, anchors, size, size]);
      graph.output(`boxes.${h}`, convolution(graph, x, boxes), [1, 16 * anchors, size, size]);
    }
  }
  return graph.finish();
}

function emitBlock(graph: Graph, { depthwise, pointwise, stride, residual }: DetectorBlock, x: Value): Value {
  const [channels] = depthwise.shape as [number];
  const pads = stride === 2 ? [0, 0, 1, 1] : [1, 1, 1, 1];
  const inside = graph.node('Conv', [x, graph.tensor(depthwise.data, depthwise.shape)], {
    kernel_shape: [3, 3],
    strides: [stride, stride],
    pads,
    group: channels,
  });
  const y = convolution(graph, inside, pointwise);
  if (!residual) return relu(graph, y);
  const pooled = stride === 1 ? x : graph.node('MaxPool', [x], { kernel_shape: [2, 2], strides: [2, 2] });
  const more = pointwise.weight.shape[0]! - channels;
  const widened =
    more === 0 ? pooled : graph.node('Pad', [pooled, graph.integers([0, 0, 0, 0, 0, more, 0, 0])]);
  return relu(graph, graph.node('Add', [widened, y]));
}

function convolution(
  graph: Graph,
  x: Value,
  { weight, bias }: PlainConvolution,
  attributes: { strides?: number[]; pads?: number[] } = {},
): Value {
  const side = weight.shape[2]!;
  const inputs = [x, graph.tensor(weight.data, weight.shape), graph.tensor(bias.data, bias.shape)];
  return graph.node('Conv', inputs, { kernel_shape: [side, side], ...attributes });
}

function relu(graph: Graph, x: Value): Value {
  return graph.node('Relu', [x]);
}

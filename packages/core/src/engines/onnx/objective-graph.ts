import type { Size } from '../../images/image.ts';
import { featuresOf } from '../../networks/layer-kinds.ts';
import { type Feature, type Network, truncated } from '../../networks/network.ts';
import type { Objective, Targets } from '../../objective/objective.ts';
import { stencilTerms } from '../../objective/stencils.ts';
import type { LossAndGradient } from './content-kernels.ts';
import { contentForm, type Form, styleForm } from './forms.ts';
import { Graph, type Value } from './graph.ts';
import { emitBackward, emitForward, featureOf } from './network-graph.ts';
import { outOfRange, STENCIL_TERMS, totalVariation } from './picture-terms.ts';

/** Shapes of the graph's inputs by name: beside `picture`, the targets and weights of every term. */
export type InputShapes = Record<string, readonly number[]>;

export interface ObjectiveGraph {
  readonly model: Uint8Array;
  readonly inputs: InputShapes;
}

/** A term of either kind, and the prefix of its inputs' names. */
interface Term {
  readonly kind: 'content' | 'style';
  readonly prefix: string;
  readonly layer: string;
  /** key of its target */
  readonly target: string;
  // biome-ignore format: one line reads better
  readonly form: Form<never>;
}

/**
 * One model: picture, targets and weights in; `losses` ([content, style, smoothness], weighted) and, if wanted,
 * `gradient` ([1, 3, H, W], of their sum) out.
 */
export function compileObjective(
  network: Network,
  objective: Objective,
  size: Size,
  { gradient: wanted }: { gradient: boolean },
): ObjectiveGraph {
  const graph = new Graph();
  const terms = termsOf(objective);
  const needed = truncated(
    network,
    terms.map(({ layer }) => layer),
  );
  const features = new Map(featuresOf(needed, size.height, size.width).map((f) => [f.layer, f]));
  const inputs: InputShapes = {
    'variation.weight': [],
    'range.weight': [],
    ...Object.fromEntries(stencilTerms(objective).map((term) => [`${term}.weight`, []])),
    ...targetShapes(terms, features),
  };
  for (const [name, shape] of Object.entries(inputs)) graph.input(name, shape);
  const picture = graph.input('picture', [1, 3, size.height, size.width]);

  const forward = emitForward(graph, needed, picture, size);
  const losses: Record<Term['kind'], Value[]> = { content: [], style: [] };
  const taps = new Map<string, Value[]>();
  for (const term of terms) {
    const feature = features.get(term.layer)!;
    const { loss, gradient } = emitTerm(graph, term, featureOf(forward, term.layer), feature);
    losses[term.kind].push(loss);
    taps.set(term.layer, [...(taps.get(term.layer) ?? []), gradient]);
  }
  const variation = totalVariation(graph, picture, 'variation.weight', size);
  const range = outOfRange(graph, picture, 'range.weight', size);
  const stencils = stencilTerms(objective).map((term) => {
    return STENCIL_TERMS[term](graph, picture, `${term}.weight`, size);
  });
  const smooth = [variation, range, ...stencils];
  const smoothness = total(
    graph,
    smooth.map(({ loss }) => loss),
  );

  const parts = [total(graph, losses.content), total(graph, losses.style), smoothness];
  const rows = parts.map((part) => graph.node('Reshape', [part, graph.integers([1])]));
  graph.output('losses', graph.node('Concat', rows, { axis: 0 }), [3]);
  if (wanted) {
    const fromNetwork = emitBackward(graph, forward, taps);
    const gradient = graph.node('Sum', [fromNetwork, ...smooth.map(({ gradient: own }) => own)]);
    graph.output('gradient', gradient, [1, 3, size.height, size.width]);
  }
  return { model: graph.finish(), inputs };
}

/** Values for the graph's inputs. */
export function objectiveInputs(objective: Objective, targets: Targets): Record<string, Float32Array> {
  const values: Record<string, Float32Array> = {
    'variation.weight': Float32Array.of(objective.variation),
    'range.weight': Float32Array.of(objective.range),
  };
  for (const term of stencilTerms(objective)) values[`${term}.weight`] = Float32Array.of(objective[term]!);
  for (const { kind, prefix, target: key, form } of termsOf(objective)) {
    const target = targets[kind].get(key);
    if (target === undefined) throw new Error(`Expected a ${kind} target for ${key} but received none`);
    for (const [name, value] of Object.entries(form.values(target as never))) values[prefix + name] = value;
  }
  return values;
}

function termsOf(objective: Objective): Term[] {
  const content = objective.content.map((term, i) => {
    const { layer } = term;
    const form = contentForm(term);
    return { kind: 'content' as const, prefix: `content.${i}.`, layer, target: layer, form };
  });
  const style = objective.style.map((term, i) => {
    const { layer, target = layer } = term;
    return { kind: 'style' as const, prefix: `style.${i}.`, layer, target, form: styleForm(term) };
  });
  return [...content, ...style];
}

function targetShapes(terms: readonly Term[], features: ReadonlyMap<string, Feature>): InputShapes {
  return Object.fromEntries(
    terms.flatMap(({ prefix, layer, form }) =>
      Object.entries(form.shapes(features.get(layer)!)).map(([name, shape]) => [prefix + name, shape]),
    ),
  );
}

function emitTerm(graph: Graph, { prefix, form }: Term, value: Value, feature: Feature): LossAndGradient {
  const names = Object.keys(form.shapes(feature));
  const inputs = Object.fromEntries(names.map((name) => [name, prefix + name]));
  return form.emit(graph, value, feature, inputs);
}

function total(graph: Graph, losses: readonly Value[]): Value {
  return losses.length === 0 ? graph.scalar(0) : losses.reduce((a, b) => graph.node('Add', [a, b]));
}

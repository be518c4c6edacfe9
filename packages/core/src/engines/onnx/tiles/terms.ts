import { contentKernel } from '../../../objective/content-forms.ts';
import type { ContentTerm, Objective, StyleTerm } from '../../../objective/objective.ts';
import { type StencilTerm, stencilTerms } from '../../../objective/stencils.ts';
import { needsSamples } from '../../../objective/style-forms.ts';

/**
 * Style terms that look at the same positions of the same layer need one mean and covariance, and their
 * gradients add up to one K·F + b·1ᵀ.
 */
export interface Moment {
  /** prefix of its values' names in the graphs */
  readonly key: string;
  readonly layer: string;
  /** the terms, by their index in the objective */
  readonly terms: readonly { readonly index: number; readonly term: StyleTerm }[];
}

/** A style term that looks at each position by itself, with its index in the objective. */
interface Neighbours {
  readonly key: string;
  readonly layer: string;
  readonly term: StyleTerm;
}

/** A content term with its index in the objective. */
interface Content {
  readonly key: string;
  readonly term: ContentTerm;
}

export interface TiledTerms {
  readonly moments: readonly Moment[];
  /** style terms that are sums over positions: each tile adds its own */
  readonly neighbours: readonly Neighbours[];
  /** terms that are sums over positions: each tile adds its own */
  readonly differences: readonly Content[];
  /** terms of the whole picture's energy, which has to be known before the gradient */
  readonly activations: readonly Content[];
  readonly stencils: readonly StencilTerm[];
  /** all layers that are tapped */
  readonly layers: readonly string[];
}

/** An objective, sorted by what tiles have to do for each term. */
export function tiledTerms({
  content,
  style,
  ...smooth
}: Pick<Objective, 'content' | 'style' | StencilTerm>): TiledTerms {
  const contents = content.map((term, index) => ({ key: `content.${index}`, term }));
  const isActivation = ({ term }: Content) => contentKernel(term) === 'activation';
  return {
    moments: momentsOf(style),
    neighbours: style.flatMap((term, index) => {
      return needsSamples(term.form) ? [{ key: `style.${index}`, layer: term.layer, term }] : [];
    }),
    differences: contents.filter((entry) => !isActivation(entry)),
    activations: contents.filter(isActivation),
    stencils: stencilTerms(smooth),
    layers: [...new Set([...content, ...style].map(({ layer }) => layer))],
  };
}

function momentsOf(style: readonly StyleTerm[]): Moment[] {
  const all = style.map((term, index) => ({ index, term })).filter(({ term }) => !needsSamples(term.form));
  const masked = all.filter(({ term }) => term.masked);
  const plain = all.filter(({ term }) => !term.masked);
  const layers = [...new Set(plain.map(({ term }) => term.layer))];
  return [
    ...layers.map((layer) => {
      return { key: `plain.${layer}`, layer, terms: plain.filter(({ term }) => term.layer === layer) };
    }),
    ...masked.map((entry) => ({ key: `masked.${entry.index}`, layer: entry.term.layer, terms: [entry] })),
  ];
}

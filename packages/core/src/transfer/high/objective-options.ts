import { AtelierError } from '../../errors.ts';
import type { Network } from '../../networks/network.ts';
import { CONTENT_FORMS, type Objective, STYLE_FORMS } from '../../objective/objective.ts';
import { MATCHES, OBJECTIVE } from '../../objective/objectives.ts';
import { checkedName, checkedNumber, OPTIONS } from '../options.ts';
import type { LayerWeight, ObjectiveOptions } from '../request.ts';

/**
 * The default objective with what is asked for; `option.invalid` for a layer that the network has not got.
 * matching: whether each place is to take from its like besides
 */
export function objectiveFrom(options: ObjectiveOptions, network: Network, matching = false): Objective {
  const { contentForm, styleForm, variation = OPTIONS.variation.default } = options;
  const alpha = factor('contentWeight', options.contentWeight) * (matching ? MATCHES.content : 1);
  const beta = factor('styleWeight', options.styleWeight);
  if (contentForm !== undefined) checkedName('contentForm', contentForm, CONTENT_FORMS);
  if (styleForm !== undefined) checkedName('styleForm', styleForm, STYLE_FORMS);
  const usual = {
    content: moved(OBJECTIVE.content, network.taps?.content),
    style: moved(OBJECTIVE.style, network.taps?.style),
  };
  const content = chosen('contentLayers', options.contentLayers, usual.content, network);
  const style = chosen('styleLayers', options.styleLayers, usual.style, network);
  const matches = matching ? moved(MATCHES.style, network.taps?.style.slice(-MATCHES.style.length)) : [];
  return {
    ...OBJECTIVE,
    content: content.map((term) => ({
      ...term,
      form: contentForm ?? term.form,
      weight: alpha * term.weight,
    })),
    style: [...style.map((term) => ({ ...term, form: styleForm ?? term.form })), ...matches].map((term) => {
      return { ...term, weight: beta * term.weight };
    }),
    variation: checkedNumber('variation', variation, OPTIONS.variation),
  };
}

/** The terms at a network's own layers, in equal shares. */
function moved<Term extends { layer: string; weight: number }>(
  terms: readonly Term[],
  layers: readonly string[] | undefined,
): readonly Term[] {
  if (layers === undefined) return terms;
  const all = terms.reduce((sum, { weight }) => sum + weight, 0);
  return layers.map((layer) => ({ ...terms[0]!, layer, weight: all / layers.length }));
}

/** The layers asked for as terms of the default form, or the default terms. */
function chosen<Term extends { layer: string; weight: number }>(
  option: string,
  asked: readonly LayerWeight[] | undefined,
  usual: readonly Term[],
  network: Network,
): readonly Term[] {
  const names = network.layers.map(({ name }) => name);
  const all = usual.reduce((sum, { weight }) => sum + weight, 0);
  const terms = asked?.map(({ layer, weight = all / asked.length }) => {
    return { ...usual[0]!, layer, weight: checkedNumber(option, weight, OPTIONS.layerWeight) };
  });
  for (const { layer } of terms ?? usual) checkedName(option, layer, names);
  if (terms?.length !== 0) return terms ?? usual;
  throw new AtelierError('option.invalid', {
    option,
    expected: `layers of ${network.name}`,
    received: 'none',
  });
}

function factor(option: 'contentWeight' | 'styleWeight', value: number = OPTIONS[option].default): number {
  return checkedNumber(option, value, OPTIONS[option]);
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadPerceptual } from '../../networks/perceptual.ts';
import { OBJECTIVE } from '../../objective/objectives.ts';
import type { ObjectiveOptions } from '../request.ts';
import { objectiveFrom } from './objective-options.ts';

const network = await loadPerceptual();

test('nothing asked for: the default, weight for weight', () => {
  assert.deepEqual(objectiveFrom({}, network), OBJECTIVE);
});

test('layers with their weights, or an equal share of what the default layers weigh', () => {
  const { content, style } = objectiveFrom(
    {
      contentLayers: [{ layer: 'conv4_2', weight: 0.05 }],
      styleLayers: [{ layer: 'conv1_2' }, { layer: 'conv3_1' }],
    },
    network,
  );
  const all = OBJECTIVE.style.reduce((sum, { weight }) => sum + weight, 0);
  assert.deepEqual(content, [{ layer: 'conv4_2', form: 'relative', weight: 0.05 }]);
  assert.deepEqual(style, [
    { layer: 'conv1_2', form: 'covariance', weight: all / 2 },
    { layer: 'conv3_1', form: 'covariance', weight: all / 2 },
  ]);
});

test('α and β multiply the terms, forms replace theirs', () => {
  const objective = objectiveFrom(
    { contentWeight: 10, styleWeight: 40, styleForm: 'gatys', contentForm: 'half-sum', variation: 0 },
    network,
  );
  assert.deepEqual(
    objective.style.map(({ form, weight }) => [form, weight]),
    OBJECTIVE.style.map(({ weight }) => ['gatys', 40 * weight]),
  );
  assert.ok(
    objective.content.every(({ form, weight }, i) => {
      return form === 'half-sum' && weight === 10 * OBJECTIVE.content[i]!.weight;
    }),
  );
  assert.deepEqual([objective.variation, objective.range], [0, OBJECTIVE.range]);
});

const REFUSED: [string, ObjectiveOptions, RegExp][] = [
  [
    'a layer that the network has not got',
    { styleLayers: [{ layer: 'conv9_1' }] },
    /conv1_1, conv1_2.*conv9_1/,
  ],
  ['a content layer by a wrong name', { contentLayers: [{ layer: 'relu4_2' }] }, /conv4_2.*relu4_2/],
  ['no layers at all', { styleLayers: [] }, /none/],
  ['a negative weight', { contentLayers: [{ layer: 'conv4_2', weight: -1 }] }, /-1/],
  ['an unknown form', { styleForm: 'gram' as never }, /gatys.*received gram/],
  ['an infinite α', { contentWeight: Number.POSITIVE_INFINITY }, /contentWeight/],
];
for (const [name, options, message] of REFUSED) {
  test(`refused: ${name}`, () => {
    assert.throws(() => objectiveFrom(options, network), { code: 'option.invalid', message });
  });
}

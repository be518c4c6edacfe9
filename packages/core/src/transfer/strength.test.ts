import assert from 'node:assert/strict';
import { test } from 'node:test';
import { QUALITIES } from '@atelier/contract/order.ts';
import { OBJECTIVE } from '../objective/objectives.ts';
import { OPTIONS } from './options.ts';
import { planFor, withContent } from './strength.ts';

const ALL = Array.from({ length: 101 }, (_, strength) => strength);

test('the default strength changes nothing, in either quality', () => {
  for (const quality of QUALITIES) {
    assert.deepEqual(planFor(quality), { content: 1, painting: 1, secondPass: 0, broader: 1 });
    assert.deepEqual(planFor(quality, OPTIONS.strength.default), planFor(quality));
  }
  assert.deepEqual(withContent(OBJECTIVE, 1), OBJECTIVE);
});

test('every step up gives more style and none a jump', () => {
  for (const quality of QUALITIES) {
    for (const strength of ALL.slice(1)) {
      const [a, b] = [planFor(quality, strength - 1), planFor(quality, strength)];
      const steps = [
        Math.log10(a.content / b.content),
        b.painting - a.painting,
        b.secondPass - a.secondPass,
        b.broader - a.broader,
      ];
      assert.ok(
        steps.every((step) => step >= 0 && step < 0.05) && steps.some((step) => step > 0),
        `${quality} ${strength}: ${steps}`,
      );
    }
    assert.equal(planFor(quality, 0).painting, 0);
  }
});

test('the content weight moves, nothing else of the objective', () => {
  const stronger = withContent(OBJECTIVE, 0.1);
  assert.ok(Math.abs(stronger.content[0]!.weight - OBJECTIVE.content[0]!.weight / 10) < 1e-12);
  assert.deepEqual({ ...stronger, content: OBJECTIVE.content }, OBJECTIVE);
});

for (const strength of [-1, 101, 50.5, Number.NaN]) {
  test(`refused: strength ${strength}`, () => {
    assert.throws(() => planFor('high', strength), { code: 'option.invalid', message: /strength/ });
  });
}

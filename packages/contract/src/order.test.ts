import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ASKED_OPTIONS, OPTION_NAMES, ORDER, orderOf, unusualOptions } from './order.ts';
import { Order, whyInvalid } from './order-schema.ts';

const plain = { preset: 'udnie', quality: 'fast' } as const;

describe('an order', () => {
  it('has what is usual where nothing is said', () => {
    const order = Order.parse(plain);
    assert.deepEqual(Object.keys(order).sort(), [...OPTION_NAMES].sort());
    for (const [name, value] of Object.entries(order)) {
      if (!(name in plain)) assert.equal(value, ORDER[name as keyof Order].default, name);
    }
  });

  it('comes back from JSON as it was, without what this version does not know', () => {
    const order = Order.parse({ ...plain, strength: 12, blend: 'great-wave', blendShare: 3, size: 640 });
    const stored = JSON.parse(JSON.stringify({ ...order, ofTomorrow: 1 }));
    assert.deepEqual(Order.parse(stored), order);
    assert.deepEqual(orderOf({ ...order, id: 'x' } as Order), order);
  });

  it('says why a value cannot be, by the kind of its option', () => {
    assert.equal(whyInvalid('strength', 0), null);
    const tooMuch = { option: 'strength', kind: 'whole', min: 0, max: 100, received: '101' };
    assert.deepEqual(whyInvalid('strength', 101), tooMuch);
    assert.equal(whyInvalid('strength', 1.5, 'stärke')?.option, 'stärke');
    assert.equal(whyInvalid('quality', 'ultra')?.names, 'fast, high');
    assert.equal(whyInvalid('keepColours', 'x')?.kind, 'one-of');
    assert.equal(whyInvalid('preset', '')?.option, 'preset');
    for (const name of OPTION_NAMES) assert.notEqual(whyInvalid(name, Symbol('x')), null, name);
  });

  it('is drawn a seed for in Discord, and asked about everything else', () => {
    assert.deepEqual(
      OPTION_NAMES.filter((name) => !ASKED_OPTIONS.some((asked) => asked === name)),
      ['seed', 'take', 'sheet'],
    );
  });

  it('tells beyond the usual line only what is not as usual', () => {
    assert.deepEqual(unusualOptions(Order.parse({ ...plain, strength: 1, size: 99, seed: 7 })), []);
  });
});

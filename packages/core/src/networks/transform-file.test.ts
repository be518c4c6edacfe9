import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Weights } from '../models/locate.ts';
import type { Tensor } from '../models/tensor-file.ts';
import { normalisationsOf, styleLengthOf, type TransformLayer } from './transform.ts';
import { transformFrom } from './transform-file.ts';

/** Units by name, each with a width of its own; the style's numbers count on over the file. */
function weights(widths: Record<string, number>, metadata: Record<string, string> = {}): Weights {
  const tensors = new Map<string, Tensor>();
  const set = (name: string, shape: number[], value: number) => {
    const length = shape.reduce((a, b) => a * b, 1);
    tensors.set(name, { shape, data: new Float32Array(length).fill(value) });
  };
  for (const [name, width] of Object.entries(widths)) {
    const side = name === 'd1' ? 6 : 3;
    set(`${name}.c.weight`, [width, name === 'd1' ? 3 : 1, side, side], 0);
    set(`${name}.c.bias`, [width], 0);
    set(`${name}.n.g`, [1, width], width);
    set(`${name}.n.b`, [1, width], -width);
  }
  set('o.weight', [12, 1, 3, 3], 0);
  set('o.bias', [12], 0);
  return { tensors, metadata: { presets: 'some', ...metadata }, file: 'test.safetensors', digest: 'd' };
}

const PLAIN = { d1: 1, d2: 2, 'r.0.0': 3, 'r.0.1': 4, 'r.1.0': 5, 'r.1.1': 6, u1: 7 };
const COARSE = { 'coarse.d': 8, 'coarse.r.0.0': 9, 'coarse.r.0.1': 10, 'coarse.u': 11 };
const COARSER = {
  'coarse.coarse.d': 12,
  'coarse.coarse.r.0.0': 13,
  'coarse.coarse.r.0.1': 14,
  'coarse.coarse.u': 15,
};

/** Kinds of layers, those inside in brackets. */
function outline(layers: readonly TransformLayer[]): string {
  const words = layers.map((layer) =>
    layer.kind === 'residual' ? `(${outline(layer.layers)})` : layer.kind,
  );
  return words.join(' ');
}

test('a file without the coarse branch: as ever, sides are multiples of 4', () => {
  const network = transformFrom(weights(PLAIN));
  assert.equal(outline(network.layers), 'unit unit (unit unit) (unit unit) upsample unit picture');
  assert.equal(network.multiple, 4);
  assert.deepEqual(normalisationsOf(network), [1, 2, 3, 4, 5, 6, 7]);
});

test('the coarse branch comes after as many residual blocks as the file says, in the style vector too', () => {
  const found = [0, 1, 2].map((after) => {
    return transformFrom(weights({ ...PLAIN, ...COARSE }, { 'coarse.after': `${after}` }));
  });
  const orders = [
    [1, 2, 8, 9, 10, 11, 3, 4, 5, 6, 7],
    [1, 2, 3, 4, 8, 9, 10, 11, 5, 6, 7],
    [1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 7],
  ];
  assert.deepEqual(found.map(normalisationsOf), orders);
  const branch = '(unit (unit unit) unit upsample)';
  assert.equal(
    outline(found[1]!.layers),
    `unit unit (unit unit) ${branch} (unit unit) upsample unit picture`,
  );
  for (const [i, network] of found.entries()) {
    assert.equal(network.multiple, 8);
    const expected = orders[i]!.flatMap((width) => [
      ...new Array(width).fill(width),
      ...new Array(width).fill(-width),
    ]);
    assert.deepEqual([...network.styles.get('some')!], expected);
    assert.equal(expected.length, styleLengthOf(network));
  }
});

test('a branch in the branch: each after as many blocks of its own level as the file says, sides are multiples of 16', () => {
  const after = { 'coarse.after': '2', 'coarse.coarse.after': '0' };
  const network = transformFrom(weights({ ...PLAIN, ...COARSE, ...COARSER }, after));
  const inner = '(unit (unit unit) unit upsample)';
  const outer = `(unit ${inner} (unit unit) unit upsample)`;
  assert.equal(outline(network.layers), `unit unit (unit unit) (unit unit) ${outer} upsample unit picture`);
  assert.deepEqual(normalisationsOf(network), [1, 2, 3, 4, 5, 6, 8, 12, 13, 14, 15, 9, 10, 11, 7]);
  assert.equal(network.multiple, 16);
});

test('ReLU everywhere but before an addition; stride 2 on the ways down', () => {
  const units: string[] = [];
  const walk = (layers: readonly TransformLayer[]) => {
    for (const layer of layers) {
      if (layer.kind === 'residual') walk(layer.layers);
      if (layer.kind === 'unit') units.push(`${layer.stride}${layer.relu ? 'r' : ''}`);
    }
  };
  walk(transformFrom(weights({ ...PLAIN, ...COARSE }, { 'coarse.after': '1' })).layers);
  assert.equal(units.join(' '), '2r 2r 1r 1 2r 1r 1 1 1r 1 1r');
});

test('a coarse branch that comes nowhere is model.damaged', () => {
  for (const after of ['3', '-1', '0.5', 'two', undefined]) {
    const file = weights({ ...PLAIN, ...COARSE }, after === undefined ? {} : { 'coarse.after': after });
    const damaged = { code: 'model.damaged', message: /coarse\.after is .* up to 2/ };
    assert.throws(() => transformFrom(file), damaged, after);
  }
  const deep = weights(
    { ...PLAIN, ...COARSE, ...COARSER },
    { 'coarse.after': '1', 'coarse.coarse.after': '2' },
  );
  const message = /coarse\.coarse\.after is 2, expected a whole number up to 1/;
  assert.throws(() => transformFrom(deep), { code: 'model.damaged', message });
});

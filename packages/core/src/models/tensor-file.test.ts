import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AtelierError } from '../errors.ts';
import { loadWeights, tensorOf, weightsFrom } from './locate.ts';
import { formatTensorFile, parseTensorFile } from './tensor-file.ts';

const TENSORS = new Map([
  ['a', { shape: [2, 3], data: Float32Array.of(0, 0.5, -1, 2, 1024, -0.25) }],
  ['b', { shape: [1], data: Float32Array.of(3) }],
]);

/** A file with the given header, and `body` zero bytes after it. */
function file(header: unknown, body = 8): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + body);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

for (const type of ['F16', 'F32'] as const) {
  test(`${type}: what was written is read`, () => {
    const { tensors, metadata } = parseTensorFile(formatTensorFile(TENSORS, { network: 'abc' }, type));
    assert.deepEqual([...tensors], [...TENSORS]);
    assert.deepEqual(metadata, { network: 'abc' });
  });
}

test('a file inside a larger buffer, at an odd place, is read alike', () => {
  const bytes = formatTensorFile(TENSORS, {}, 'F32');
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  assert.deepEqual([...parseTensorFile(shifted.subarray(3)).tensors], [...TENSORS]);
});

const ENTRY = { dtype: 'F32', shape: [2], data_offsets: [0, 8] };
const DAMAGED: [string, Uint8Array, RegExp][] = [
  ['empty', new Uint8Array(0), /shorter than its length field/],
  ['header longer than the file', file({}).subarray(0, 9), /does not fit/],
  ['header of absurd length', new Uint8Array(16).fill(255), /does not fit/],
  ['no JSON', file('{"a":'), /not JSON/],
  ['a list for a header', file([]), /not a JSON object/],
  ['other type', file({ a: { ...ENTRY, dtype: 'BF16' } }), /a has type BF16, expected F16 or F32/],
  ['negative side', file({ a: { ...ENTRY, shape: [-2] } }), /a has no valid shape/],
  ['offsets missing', file({ a: { ...ENTRY, data_offsets: undefined } }), /a has no valid offsets/],
  ['offsets backwards', file({ a: { ...ENTRY, data_offsets: [8, 0] } }), /has -8 bytes, expected 8/],
  ['truncated', file({ a: ENTRY }, 7), /ends at 8, after the end/],
  ['shape and bytes differ', file({ a: { ...ENTRY, shape: [3] } }), /has 8 bytes, expected 12/],
];
for (const [name, bytes, message] of DAMAGED) {
  test(`damaged file: ${name}`, () => {
    assert.throws(() => parseTensorFile(bytes), message);
    assert.throws(() => weightsFrom('x.safetensors', bytes), { name: 'AtelierError', code: 'model.damaged' });
  });
}

test('a file that is not there is model.missing, with its name', async () => {
  await assert.rejects(loadWeights('no/such.safetensors'), (error: AtelierError) => {
    return error.code === 'model.missing' && error.message.includes('no/such.safetensors');
  });
});

test('a tensor that is not there, or has other dimensions, is model.damaged', () => {
  const weights = weightsFrom('x', formatTensorFile(TENSORS, {}, 'F32'));
  assert.equal(tensorOf(weights, 'a', 2).data.length, 6);
  assert.throws(() => tensorOf(weights, 'c', 2), AtelierError);
  assert.throws(() => tensorOf(weights, 'a', 4), /\[2,3\], expected 4 dimensions/);
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AtelierError, CORE_ERRORS } from '@atelier/core/errors.ts';
import { decode } from '@atelier/core/images/decode.ts';
import { inspect } from '@atelier/core/images/inspect.ts';
import { HOSTILE_FILES, ODD_FILES } from './inputs.ts';

describe('hostile files are refused with their own error', () => {
  for (const { name, bytes, code } of HOSTILE_FILES) {
    test(`${name} → ${code}`, async () => {
      const error = await inspect(await bytes()).then(
        (accepted) => assert.fail(`accepted as ${JSON.stringify(accepted)}`),
        (error: unknown) => error,
      );
      assert.ok(error instanceof AtelierError, `${error}`);
      assert.equal(error.code, code, `${error.code}: ${error.cause}`);
      assert.ok(error.message.length > 15 && !/undefined|NaN/.test(error.message), error.message);
      assert.ok(
        !CORE_ERRORS[error.code as keyof typeof CORE_ERRORS].retryable,
        'the same file fails the same way again',
      );
    });
  }
});

describe('odd but honest files are accepted and can be painted', () => {
  for (const { name, bytes, ...expected } of ODD_FILES) {
    test(name, async () => {
      const file = await bytes();
      assert.deepEqual(await inspect(file), expected);
      const { width, height, data } = await decode(file);
      assert.deepEqual({ width, height }, { width: expected.width, height: expected.height });
      assert.ok(data.every((v) => v >= 0 && v <= 1));
    });
  }
});

test('at least forty of them, all names different', () => {
  const names = [...HOSTILE_FILES, ...ODD_FILES].map((file) => file.name);
  assert.ok(HOSTILE_FILES.length >= 40);
  assert.equal(new Set(names).size, names.length);
});

test('all of that in bounded memory', () => {
  const megabytes = process.resourceUsage().maxRSS / 1024;
  // 250 measured, most of it for making the bombs; without the guard against PNG text it is 14 000
  assert.ok(megabytes < 600, `${Math.round(megabytes)} MB at the peak`);
});

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';

/** A process of its own that handles what is uncaught, with `end` and the statements of `body`. */
function run(end: string, body: string) {
  const here = (file: string) => JSON.stringify(new URL(file, import.meta.url));
  const program = `
    import { createLog } from ${here('./log.ts')};
    import { handleUncaught } from ${here('./uncaught.ts')};
    handleUncaught(createLog('test'), ${end});
    ${body}`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
    env: { ...process.env, LOG_LEVEL: 'error' },
  });
}

describe('what nobody caught', () => {
  it('a rejection that nobody waited for is logged, and the process lives', () => {
    const { status, stderr } = run(
      'async () => {}',
      `Promise.reject(new TypeError('Invalid state: ReadableStream is already closed'));
       setTimeout(() => process.exit(7), 50);`,
    );
    assert.equal(status, 7, stderr);
    assert.match(stderr, /already closed.*a rejection was not handled/);
  });

  it('an exception ends the process, after it has put in order what it holds', () => {
    const { status, stdout, stderr } = run(
      `async () => { await new Promise((done) => setTimeout(done, 50)); console.log('in order'); }`,
      `setTimeout(() => { throw new Error('a broken line'); }, 1);
       setInterval(() => {}, 1000);`,
    );
    assert.equal(status, 1, stderr);
    assert.equal(stdout, 'in order\n');
    assert.match(stderr, /"level":60.*a broken line.*an exception was not caught/);
  });

  it('a second exception, or an order that fails, ends it all the same', () => {
    const twice = run(
      `() => new Promise(() => { setTimeout(() => { throw new Error('second'); }, 1); })`,
      `setTimeout(() => { throw new Error('first'); }, 1);`,
    );
    assert.equal(twice.status, 1);
    assert.match(twice.stderr, /first.*second/s);
    const failing = run(
      `() => { throw new Error('no order'); }`,
      `setTimeout(() => { throw new Error('first'); }, 1);`,
    );
    assert.equal(failing.status, 1);
    assert.match(failing.stderr, /no order.*did not end in order/);
  });
});

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { it } from 'node:test';

it('a rejection that nobody waited for is logged, and the process lives', () => {
  const here = (file: string) => JSON.stringify(new URL(file, import.meta.url));
  const program = `
    import { createLog } from ${here('./log.ts')};
    import { surviveRejections } from ${here('./survive.ts')};
    surviveRejections(createLog('test'));
    Promise.reject(new TypeError('Invalid state: ReadableStream is already closed'));
    setTimeout(() => process.exit(7), 50);`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
    env: { ...process.env, LOG_LEVEL: 'error' },
  });
  assert.equal(status, 7, stderr);
  assert.match(stderr, /already closed.*a rejection was not handled/);
});

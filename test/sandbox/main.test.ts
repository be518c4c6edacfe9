import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../apps/sandbox/src/main.ts', import.meta.url));

test('as a process of its own: one JSON line, a working address, and an end at SIGTERM', async () => {
  const child = spawn(process.execPath, [MAIN], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const told = JSON.parse(line) as Record<string, string>;
  assert.deepEqual(Object.keys(told), [
    'url',
    'api',
    'token',
    'applicationId',
    'attachmentHost',
    'publicKey',
  ]);
  assert.match(told.token!, /^[\w-]{20,}\.[\w-]{6}\.[\w-]{27,}$/);
  const me = await fetch(`${told.api}/v10/users/@me`, { headers: { authorization: `Bot ${told.token}` } });
  assert.equal(((await me.json()) as { id: string }).id, told.applicationId);
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  assert.equal(code, 0);
});

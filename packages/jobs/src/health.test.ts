import assert from 'node:assert/strict';
import { it } from 'node:test';
import { serveHealth } from './health.ts';

it('/healthz answers 200 while all is well, else 503, and nothing else', async () => {
  let ok: boolean | 'throws' = true;
  const check = () => {
    if (ok === 'throws') throw new Error('x');
    return { ok, database: ok };
  };
  const health = await serveHealth({ port: 0, host: '127.0.0.1', check });
  const at = (path: string, method = 'GET') => fetch(`http://127.0.0.1:${health.port}${path}`, { method });
  try {
    const well = await at('/healthz');
    assert.equal(well.status, 200);
    assert.deepEqual(await well.json(), { ok: true, database: true });
    ok = false;
    assert.equal((await at('/healthz')).status, 503);
    ok = 'throws';
    const ill = await at('/healthz');
    assert.equal(ill.status, 503);
    assert.deepEqual(await ill.json(), { ok: false });
    assert.equal((await at('/')).status, 404);
    assert.equal((await at('/healthz', 'POST')).status, 405);
  } finally {
    await health.close();
  }
});

it('a check that never ends is answered all the same', async () => {
  const check = () => new Promise<never>(() => {});
  const health = await serveHealth({ port: 0, host: '127.0.0.1', check });
  try {
    const ill = await fetch(`http://127.0.0.1:${health.port}/healthz`);
    assert.equal(ill.status, 503);
    assert.deepEqual(await ill.json(), { ok: false, late: true });
  } finally {
    await health.close();
  }
});

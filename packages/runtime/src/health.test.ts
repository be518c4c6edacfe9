import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { it } from 'node:test';
import { serveHealth } from './health.ts';

it('listens on loopback alone unless told otherwise', async () => {
  const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  const other = addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
  // all of 127.0.0.0/8 leads to this machine, so another one of them tells the same where there is no network
  const elsewhere = other ?? '127.0.0.2';
  const asked = async (host?: string) => {
    const health = await serveHealth({ port: 0, check: () => ({ ok: true }), ...(host && { host }) });
    try {
      return (await fetch(`http://${elsewhere}:${health.port}/livez`).catch(() => null))?.status ?? null;
    } finally {
      await health.close();
    }
  };
  assert.equal(await asked(), null);
  assert.equal(await asked('0.0.0.0'), 200);
});

it('lives though it is not ready, and serves its series though they cannot all be read', async () => {
  const collect = async () => {
    throw new Error('the database is away');
  };
  const health = await serveHealth({ port: 0, check: () => ({ ok: false }), collect });
  const at = (path: string) => fetch(`http://127.0.0.1:${health.port}${path}`);
  try {
    assert.equal((await at('/livez')).status, 200);
    assert.equal((await at('/readyz')).status, 503);
    const metrics = await at('/metrics');
    assert.equal(metrics.status, 200);
    assert.match(metrics.headers.get('content-type') ?? '', /^text\/plain/);
    const text = await metrics.text();
    for (const name of [
      'atelier_database_outages_total',
      'nodejs_eventloop_lag_p99_seconds',
      'process_cpu_seconds_total',
    ])
      assert.match(text, new RegExp(`^${name}[ {]`, 'm'));
  } finally {
    await health.close();
  }
});

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

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { AtelierError } from '@atelier/core/errors.ts';
import { checkPhoto, fetchPhoto } from '@atelier/discord/attachment.ts';
import { CAPS, HOSTILE_ADDRESSES, type HostileAddress } from './addresses.ts';

/** for what is to fail by something else than its time */
const PATIENCE_MS = 15_000;
const DISCORD = ['cdn.discordapp.com', 'media.discordapp.net'];

describe('addresses and servers that misbehave', () => {
  let current: HostileAddress['serve'];
  let requests = 0;
  const server = createServer((request, response) => {
    requests++;
    // a client that hangs up in the middle is what many of these cases are about
    response.on('error', () => {});
    Promise.resolve(current?.(request, response)).catch((error) => response.destroy(error));
  });
  let host = '';

  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  for (const { name, address, serve, code } of HOSTILE_ADDRESSES) {
    test(`${name} → ${code ?? 'accepted'}`, async () => {
      current = serve;
      requests = 0;
      const timeoutMs = code === 'fetch.timeout' ? CAPS.timeoutMs : PATIENCE_MS;
      const limits = { ...CAPS, hosts: [...DISCORD, host], timeoutMs };
      const outcome = fetchPhoto(address(host), limits).then(checkPhoto);
      if (!code) {
        assert.equal((await outcome).type, 'png');
        return;
      }
      const error = await outcome.then(
        () => assert.fail('accepted'),
        (error: unknown) => error,
      );
      assert.ok(error instanceof AtelierError, `${error}`);
      assert.equal(error.code, code, `${error.code}: ${error.cause}`);
      assert.ok(error.message.length > 15 && !/undefined|NaN/.test(error.message), error.message);
      assert.ok(!error.message.includes('secret') && !error.message.includes('127.0.0.1'), error.message);
      if (code === 'fetch.host') assert.equal(requests, 0, 'no request may leave for such an address');
      if (code === 'fetch.redirect') assert.equal(requests, 1, 'a redirect is not followed');
    });
  }

  test('all of that in bounded memory', () => {
    const megabytes = process.resourceUsage().maxRSS / 1024;
    assert.ok(megabytes < 500, `${Math.round(megabytes)} MB at the peak`);
  });
});

import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { fetchPhoto } from './attachment.ts';
import { AtelierError } from './errors.ts';

async function withServer(answer: RequestListener, use: (host: string) => Promise<void>): Promise<void> {
  const server = createServer(answer);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  try {
    await use(`127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
}

const code = (expected: string) => (error: unknown) =>
  error instanceof AtelierError && error.code === expected;

describe('fetchPhoto', () => {
  it('returns the bytes of an allowed loopback host', () =>
    withServer(
      (_, response) => response.end(Buffer.from([1, 2, 3])),
      async (host) => {
        assert.deepEqual(
          await fetchPhoto(`http://${host}/a.png`, { hosts: [host] }),
          new Uint8Array([1, 2, 3]),
        );
      },
    ));

  it('refuses every address that is not an allowed host over https', async () => {
    const asked: string[] = [];
    await withServer(
      (request, response) => {
        asked.push(request.url ?? '');
        response.end('x');
      },
      async (host) => {
        const port = host.split(':')[1];
        const hosts = [host, 'cdn.discordapp.com'];
        for (const address of [
          'http://cdn.discordapp.com/a.png',
          'https://cdn.discordapp.com.evil.example/a.png',
          `http://cdn.discordapp.com@${host}/a.png`,
          'https://evil.example/?cdn.discordapp.com',
          'https://cdn.discordapp.com:8443/a.png',
          `http://localhost:${port}/a.png`,
          'http://169.254.169.254/latest/meta-data',
          'file:///etc/passwd',
          'data:image/png;base64,AAAA',
          'ftp://cdn.discordapp.com/a.png',
          'not an address',
          '',
        ]) {
          await assert.rejects(fetchPhoto(address, { hosts }), code('fetch.host'), address);
        }
      },
    );
    assert.deepEqual(asked, []);
  });

  it('does not follow a redirect', async () => {
    const asked: string[] = [];
    await withServer(
      (request, response) => {
        asked.push(request.url ?? '');
        response.writeHead(302, { location: '/other' }).end();
      },
      (host) => assert.rejects(fetchPhoto(`http://${host}/a`, { hosts: [host] }), code('fetch.redirect')),
    );
    assert.deepEqual(asked, ['/a']);
  });

  it('stops at the limit when the length is declared, and when it is not', () =>
    withServer(
      (request, response) => {
        if (request.url === '/declared') response.setHeader('content-length', 5000);
        for (let i = 0; i < 5; i++) response.write(Buffer.alloc(1000));
        response.end();
      },
      async (host) => {
        for (const path of ['declared', 'streamed']) {
          const tooMany = fetchPhoto(`http://${host}/${path}`, { hosts: [host], maxBytes: 4999 });
          await assert.rejects(tooMany, code('image.too-many-bytes'), path);
        }
        assert.equal((await fetchPhoto(`http://${host}/`, { hosts: [host], maxBytes: 5000 })).length, 5000);
      },
    ));

  it('gives up on a body that does not end', () =>
    withServer(
      (_, response) => void response.write('x'),
      (host) =>
        assert.rejects(
          fetchPhoto(`http://${host}/`, { hosts: [host], timeoutMs: 100 }),
          code('fetch.timeout'),
        ),
    ));

  it('says that nothing came, that the host refused, or that the line broke', () =>
    withServer(
      (request, response) => {
        if (request.url === '/gone') response.writeHead(404).end('gone');
        else if (request.url === '/broken')
          response.writeHead(200, { 'content-length': 9 }).write('x', () => response.destroy());
        else response.end();
      },
      async (host) => {
        await assert.rejects(fetchPhoto(`http://${host}/empty`, { hosts: [host] }), code('image.empty'));
        await assert.rejects(fetchPhoto(`http://${host}/gone`, { hosts: [host] }), code('fetch.failed'));
        await assert.rejects(fetchPhoto(`http://${host}/broken`, { hosts: [host] }), code('fetch.failed'));
      },
    ));
});

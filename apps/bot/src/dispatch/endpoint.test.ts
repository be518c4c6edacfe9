import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { it } from 'node:test';
import { send } from './endpoint.ts';

it('a response whose line has broken does not hold its interaction for ever', async (test) => {
  const before = Promise.withResolvers<boolean>();
  const meanwhile = Promise.withResolvers<boolean>();
  const server = createServer(async (request, response) => {
    if (request.url === '/first') return; // the one behind it on the same line waits for it
    const sent = request.url === '/second' ? send(response, 200, 'x') : null;
    request.socket.destroy();
    (sent ? meanwhile : before).resolve(sent ?? send(response, 200, 'x'));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  test.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  for (const paths of [['/'], ['/first', '/second']]) {
    const line = connect(port, '127.0.0.1').on('error', () => {});
    line.write(paths.map((path) => `GET ${path} HTTP/1.1\r\nhost: here\r\n\r\n`).join(''));
  }
  assert.equal(await before.promise, false);
  assert.equal(await meanwhile.promise, true);
});

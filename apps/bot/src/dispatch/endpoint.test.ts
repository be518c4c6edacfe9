import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { it } from 'node:test';
import { send } from './endpoint.ts';

it('a response whose line has broken does not hold its interaction for ever', async (test) => {
  const sent: boolean[] = [];
  const all = Promise.withResolvers<void>();
  const server = createServer(async (request, response) => {
    const during = request.url === '/during';
    const long = during ? send(response, 200, 'x'.repeat(1e7)) : null;
    request.socket.destroy();
    sent.push(await (long ?? send(response, 200, 'x')));
    if (during) all.resolve();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  test.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`).then((response) => response.text());
  await assert.rejects(get('/before'));
  await assert.rejects(get('/during'));
  await all.promise;
  assert.deepEqual(sent, [false, true]);
});

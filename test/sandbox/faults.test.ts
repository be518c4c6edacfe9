import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { rateLimited } from '@atelier/sandbox/rest/faults.ts';
import { openDesk } from './support/desk.ts';

const { sandbox, send, sent, deferred, original } = await openDesk();
after(() => sandbox.close());

test('CDN addresses are signed and expire after a day', async () => {
  const interaction = sent();
  const { resolved } = interaction.payload.data as {
    resolved: { attachments: Record<string, { url: string; size: number }> };
  };
  const attachment = Object.values(resolved.attachments)[0]!;
  const good = await fetch(attachment.url);
  assert.deepEqual([good.status, (await good.arrayBuffer()).byteLength], [200, attachment.size]);
  assert.equal((await fetch(attachment.url.replace(/hm=../, 'hm=00'))).status, 404);
  sandbox.clock.advance(24 * 3_600_000 + 1_000);
  assert.equal((await fetch(attachment.url)).status, 404);
});

test('failNext: a planned 429 with its headers, once', async () => {
  const interaction = await deferred();
  sandbox.failNext(rateLimited('@original', 0.05));
  const limited = await send({ method: 'PATCH', path: original(interaction), json: { content: 'x' } });
  assert.deepEqual(
    [limited.status, limited.headers.get('retry-after'), limited.body.retry_after],
    [429, '0.05', 0.05],
  );
  assert.equal(
    (await send({ method: 'PATCH', path: original(interaction), json: { content: 'x' } })).status,
    200,
  );
  sandbox.failNext({ path: '@original', status: 500, afterwards: true });
  assert.equal(
    (await send({ method: 'PATCH', path: original(interaction), json: { content: 'y' } })).status,
    500,
  );
  assert.equal(interaction.original!.data.content, 'y', 'carried out, though the answer was lost');
});

test('failNext: a line that breaks after the request was carried out, or a request that is carried out late', async () => {
  const interaction = await deferred();
  const edit = (content: string) => send({ method: 'PATCH', path: original(interaction), json: { content } });
  sandbox.failNext({ path: '@original', status: 500, afterwards: true, lost: true });
  await assert.rejects(edit('a'));
  assert.equal(interaction.original!.data.content, 'a');
  sandbox.failNext({ path: '@original', status: 200, afterwards: true, lateMs: 2000 });
  const before = sandbox.requests.length;
  const late = edit('late');
  await sandbox.waitFor(() => sandbox.requests.length > before, { what: 'the first edit' });
  assert.equal((await edit('b')).status, 200);
  assert.equal(interaction.original!.data.content, 'b');
  await late;
  assert.equal(interaction.original!.data.content, 'late', 'it covers what came meanwhile');
});

test('failNext: an attachment that fails', async () => {
  const { resolved } = sent().payload.data as { resolved: { attachments: Record<string, { url: string }> } };
  const { url } = Object.values(resolved.attachments)[0]!;
  sandbox.failNext({ path: '/ephemeral-attachments/', status: 503 });
  assert.deepEqual([(await fetch(url)).status, (await fetch(url)).status], [503, 200]);
});

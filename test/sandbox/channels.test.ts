import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openDesk } from './support/desk.ts';

const { sandbox, send, sent } = await openDesk();
after(() => sandbox.close());

test('the bot’s own messages: authorization, nonce, private conversation', async () => {
  const path = `/channels/${sandbox.channelId}/messages`;
  const anonymous = await send({ method: 'POST', path, json: { content: 'x' }, token: 'wrong' });
  assert.deepEqual([anonymous.status, anonymous.code], [401, 0]);
  const json = { content: 'x', nonce: 'job-1', enforce_nonce: true };
  const [one, two] = [await send({ method: 'POST', path, json }), await send({ method: 'POST', path, json })];
  assert.equal(one.body.id, two.body.id);
  const other = await send({ method: 'POST', path, json: { ...json, enforce_nonce: false } });
  assert.notEqual(other.body.id, one.body.id);
  const long = await send({ method: 'POST', path, json: { content: 'x', nonce: 'n'.repeat(26) } });
  assert.deepEqual([long.status, long.code], [400, 50_035]);
  const dm = await send({
    method: 'POST',
    path: '/users/@me/channels',
    json: { recipient_id: sent().user.id },
  });
  assert.equal(
    (await send({ method: 'POST', path: `/channels/${dm.body.id}/messages`, json: { content: 'x' } })).status,
    200,
  );
  const nobody = await send({ method: 'POST', path: '/channels/1/messages', json: { content: 'x' } });
  assert.deepEqual([nobody.status, nobody.code], [404, 10_003]);
});

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openDesk, photo, V2 } from './support/desk.ts';

const { sandbox, send, sent, deferred, callback, webhook, original } = await openDesk();
after(() => sandbox.close());

test('the first response: once, in time, with the right token and type', async () => {
  const interaction = await deferred();
  const twice = await send({ method: 'POST', path: callback(interaction), json: { type: 5 } });
  assert.deepEqual([twice.status, twice.code], [400, 40_060]);
  const late = sent();
  sandbox.clock.advance(3_001);
  const answer = await send({ method: 'POST', path: callback(late), json: { type: 5 } });
  assert.deepEqual([answer.status, answer.code], [404, 10_062]);
  const stranger = await send({
    method: 'POST',
    path: callback({ id: late.id, token: 'nonsense' }),
    json: { type: 5 },
  });
  assert.deepEqual([stranger.status, stranger.code], [404, 10_062]);
  const wrong = await send({ method: 'POST', path: callback(sent()), json: { type: 7, data: {} } });
  assert.deepEqual([wrong.status, wrong.code], [400, 50_035]);
});

test('webhook tokens: unknown, not yet acknowledged, and expired after 15 minutes', async () => {
  const unknown = await send({
    method: 'PATCH',
    path: original({ token: 'nonsense' }),
    json: { content: 'x' },
  });
  assert.deepEqual([unknown.status, unknown.code], [404, 10_015]);
  const early = await send({ method: 'POST', path: webhook(sent()), json: { content: 'x' } });
  assert.deepEqual([early.status, early.code], [404, 10_015]);
  const interaction = await deferred();
  sandbox.clock.advance(15 * 60_000 - 10_000);
  assert.equal(
    (await send({ method: 'PATCH', path: original(interaction), json: { content: 'x' } })).status,
    200,
  );
  sandbox.clock.advance(10_001);
  const expired = await send({ method: 'PATCH', path: original(interaction), json: { content: 'y' } });
  assert.deepEqual([expired.status, expired.code], [401, 50_027]);
  assert.equal(interaction.original!.data.content, 'x');
});

test('a deferral takes only the EPHEMERAL flag; the first follow-up fills it', async () => {
  const interaction = await deferred(64 | V2);
  assert.equal(interaction.original!.data.flags, 64 | 128);
  const first = await send({ method: 'POST', path: webhook(interaction), json: { content: 'done' } });
  assert.equal(first.body.id, interaction.originalId);
  const second = await send({ method: 'POST', path: webhook(interaction), json: { content: 'more' } });
  assert.notEqual(second.body.id, interaction.originalId);
  assert.equal(interaction.messages.at(-1)!.onlyFor, null, 'to a reply that was filled it inherits nothing');
  assert.equal(
    (await send({ method: 'DELETE', path: `${webhook(interaction)}/messages/${second.body.id}` })).status,
    204,
  );
  assert.equal(interaction.messages.length, 1);
});

test('on an edit, files that `attachments` does not list are removed; the V2 flag stays', async () => {
  const interaction = await deferred();
  const path = original(interaction);
  const gallery = (name: string) => [{ type: 12, items: [{ media: { url: `attachment://${name}` } }] }];
  const first = await send({
    method: 'PATCH',
    path,
    json: { flags: V2, components: gallery('a.png') },
    files: [{ name: 'a.png', size: 10 }],
  });
  assert.equal(first.status, 200, JSON.stringify(first.body));
  const back = await send({ method: 'PATCH', path, json: { content: 'x', components: [] } });
  assert.deepEqual([back.status, back.code], [400, 50_035]);
  const json = { components: gallery('b.png'), attachments: [{ id: 0, description: 'b' }] };
  await send({ method: 'PATCH', path, json, files: [{ name: 'b.png', size: 10 }] });
  assert.deepEqual(
    interaction.original!.data.attachments.map((a) => [a.filename, a.description]),
    [['b.png', 'b']],
  );
  assert.ok(interaction.original!.data.flags & V2);
});

test('an application that is only the person’s own: five follow-ups, no channel', async () => {
  const interaction = sandbox.sendStyle({ photo, preset: 'fig', installation: 'user' });
  await send({ method: 'POST', path: callback(interaction), json: { type: 4, data: { content: 'x' } } });
  for (let n = 0; n < 5; n++)
    assert.equal(
      (await send({ method: 'POST', path: webhook(interaction), json: { content: 'x' } })).status,
      200,
    );
  const sixth = await send({ method: 'POST', path: webhook(interaction), json: { content: 'x' } });
  assert.deepEqual([sixth.status, sixth.code], [400, 40_094]);
  const channel = await send({
    method: 'POST',
    path: `/channels/${interaction.channelId}/messages`,
    json: { content: 'x' },
  });
  assert.deepEqual([channel.status, channel.code], [403, 50_001]);
});

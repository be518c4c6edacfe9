import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { STYLE } from './support/bot.ts';
import { openDesk, V2 } from './support/desk.ts';
import { rowModal } from './support/modals.ts';
import { checkAnswer } from './support/openapi.ts';
import type { Answer } from './support/rest.ts';

const { sandbox, send, sent, commands, callback, webhook, original } = await openDesk();
after(() => sandbox.close());

const files = [{ name: 'a.png', size: 20 }];
const media = { url: 'attachment://a.png' };

/** One of every component that Atelier may send. */
const EVERYTHING = {
  flags: V2,
  attachments: [{ id: 0, description: 'A picture' }],
  components: [
    {
      type: 17,
      accent_color: 1,
      components: [
        { type: 10, content: 'Text' },
        {
          type: 12,
          items: [{ media, description: 'A picture' }, { media: { url: 'https://example.org/b.png' } }],
        },
        { type: 14 },
        { type: 9, components: [{ type: 10, content: 'Text' }], accessory: { type: 11, media } },
        { type: 1, components: [{ type: 2, style: 1, label: 'Again', custom_id: 'again' }] },
        { type: 1, components: [{ type: 3, custom_id: 'style', options: [{ label: 'a', value: 'a' }] }] },
        { type: 13, file: media },
      ],
    },
  ],
};

test('every answer has the form that Discord’s own description gives it', async (t) => {
  const look = async (
    method: string,
    template: string,
    path: string,
    json?: unknown,
    sentFiles?: typeof files,
  ): Promise<Answer> => {
    const answer = await send({ method, path, json, files: sentFiles });
    await t.test(`${method} ${template}`, () =>
      assert.deepEqual(checkAnswer(method, template, answer.status, answer.body), []),
    );
    return answer;
  };
  await look('GET', '/gateway', '/gateway');
  await look('GET', '/gateway/bot', '/gateway/bot');
  await look('GET', '/users/@me', '/users/@me');
  await look('GET', '/applications/@me', '/applications/@me');
  const menu = { name: 'Style this image', type: 3, contexts: [0, 1, 2], integration_types: [0, 1] };
  await look('PUT', '/applications/{application_id}/commands', commands, [STYLE, menu]);
  await look('GET', '/applications/{application_id}/commands', commands);
  const interaction = sent();
  const respond = `${callback(interaction)}?with_response=true`;
  await look('POST', '/interactions/{interaction_id}/{interaction_token}/callback', respond, { type: 5 });
  const first = '/webhooks/{webhook_id}/{webhook_token}/messages/@original';
  await look('GET', first, original(interaction));
  await look('PATCH', first, original(interaction), EVERYTHING, files);
  const embeds = [{ title: 'A title', image: media }];
  const more = await look(
    'POST',
    '/webhooks/{webhook_id}/{webhook_token}',
    webhook(interaction),
    { embeds, flags: 64 },
    files,
  );
  const path = `${webhook(interaction)}/messages/${more.body.id}`;
  await look('PATCH', '/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}', path, { content: 'x' });
  const dialog = `${callback(sent())}?with_response=true`;
  await look('POST', '/interactions/{interaction_id}/{interaction_token}/callback', dialog, rowModal());
  await look('PATCH', '/applications/@me', '/applications/@me', { interactions_endpoint_url: null });
  await look('GET', '/guilds/{guild_id}/roles', `/guilds/${sandbox.guildId}/roles`);
  const direct = await look('POST', '/users/@me/channels', '/users/@me/channels', {
    recipient_id: interaction.user.id,
  });
  const channel = `/channels/${direct.body.id}/messages`;
  const message = await look('POST', '/channels/{channel_id}/messages', channel, {
    content: 'x',
    nonce: 'a',
    enforce_nonce: true,
  });
  await look('GET', '/channels/{channel_id}/messages/{message_id}', `${channel}/${message.body.id}`);
});

test('a wrong answer is objected to', () => {
  assert.match(checkAnswer('GET', '/gateway', 200, { url: 7 }).join(), /url: .*expected string/);
  assert.match(checkAnswer('GET', '/gateway', 201, {}).join(), /does not answer 201/);
  assert.match(checkAnswer('GET', '/nothing', 200, {}).join(), /does not answer/);
});

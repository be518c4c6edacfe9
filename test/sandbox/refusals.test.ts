import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { rateLimited } from '@atelier/sandbox/rest/faults.ts';
import { startSandbox } from '@atelier/sandbox/run.ts';
import type { Sandbox } from '@atelier/sandbox/sandbox.ts';
import { STYLE } from './support/bot.ts';
import { type Answer, type Call, call } from './support/rest.ts';

const V2 = 1 << 15;
const photo = new Uint8Array([0xff, 0xd8, 0xff, 0xd9]);
let sandbox: Sandbox;
let send: (c: Call) => Promise<Answer>;

before(async () => {
  sandbox = await startSandbox();
  send = (c) => call(sandbox, c);
  const put = await send({ method: 'PUT', path: commands(), json: [STYLE] });
  assert.equal(put.status, 200);
});
after(() => sandbox.close());

const commands = () => `/applications/${sandbox.applicationId}/commands`;
const sent = () => sandbox.sendStyle({ photo, preset: 'fig' });
const callback = (i: { id: string; token: string }) => `/interactions/${i.id}/${i.token}/callback`;
const webhook = (i: { token: string }) => `/webhooks/${sandbox.applicationId}/${i.token}`;
const original = (i: { token: string }) => `${webhook(i)}/messages/%40original`;

async function deferred(flags = 0) {
  const interaction = sent();
  const answer = await send({
    method: 'POST',
    path: callback(interaction),
    json: { type: 5, data: { flags } },
  });
  assert.equal(answer.status, 204);
  return interaction;
}

const text = (content: string) => ({ type: 10, content });
const button = (custom_id: string) => ({ type: 2, style: 1, label: 'Go', custom_id });
const row = (...components: object[]) => ({ type: 1, components });

/** Edits that Discord refuses: name, body, HTTP status, code, and the place in `errors`. */
const EDITS: [string, object, number, number, string?][] = [
  ['content with the V2 flag', { flags: V2, content: 'x', components: [text('a')] }, 400, 50_035, 'content'],
  [
    'embeds with the V2 flag',
    { flags: V2, embeds: [{ title: 'x' }], components: [text('a')] },
    400,
    50_035,
    'embeds',
  ],
  [
    '41 components',
    { flags: V2, components: [{ type: 17, components: Array.from({ length: 40 }, () => text('a')) }] },
    400,
    50_035,
    'components',
  ],
  [
    '4001 characters',
    { flags: V2, components: [text('a'.repeat(2_001)), text('a'.repeat(2_000))] },
    400,
    50_035,
    'components',
  ],
  [
    '11 pictures in a gallery',
    {
      flags: V2,
      components: [
        { type: 12, items: Array.from({ length: 11 }, () => ({ media: { url: 'https://a.b/c.png' } })) },
      ],
    },
    400,
    50_035,
    'components.0.items',
  ],
  [
    'an empty gallery',
    { flags: V2, components: [{ type: 12, items: [] }] },
    400,
    50_035,
    'components.0.items',
  ],
  [
    '6 buttons in a row',
    { components: [row(...[1, 2, 3, 4, 5, 6].map((n) => button(`b${n}`)))] },
    400,
    50_035,
    'components.0.components',
  ],
  ['6 rows', { components: [1, 2, 3, 4, 5, 6].map((n) => row(button(`b${n}`))) }, 400, 50_035, 'components'],
  [
    '26 select options',
    {
      components: [
        row({
          type: 3,
          custom_id: 's',
          options: Array.from({ length: 26 }, (_, n) => ({ label: `${n}`, value: `${n}` })),
        }),
      ],
    },
    400,
    50_035,
    'components.0.components.0.options',
  ],
  [
    'a custom_id of 101 characters',
    { components: [row(button('x'.repeat(101)))] },
    400,
    50_035,
    'components.0.components.0.custom_id',
  ],
  [
    'the same custom_id twice',
    { components: [row(button('x'), button('x'))] },
    400,
    50_035,
    'components.0.components.1.custom_id',
  ],
  [
    'a button without label',
    { components: [row({ type: 2, style: 1, custom_id: 'x' })] },
    400,
    50_035,
    'components.0.components.0',
  ],
  [
    'a link button with a custom_id',
    { components: [row({ type: 2, style: 5, label: 'x', url: 'https://a.b', custom_id: 'x' })] },
    400,
    50_035,
    'components.0.components.0.custom_id',
  ],
  ['a V2 component without the flag', { components: [text('a')] }, 400, 50_035, 'components.0.type'],
  [
    'a section without accessory',
    { flags: V2, components: [{ type: 9, components: [text('a')] }] },
    400,
    50_035,
    'components.0.accessory',
  ],
  [
    'a container in a container',
    { flags: V2, components: [{ type: 17, components: [{ type: 17, components: [text('a')] }] }] },
    400,
    50_035,
    'components.0.components.0.type',
  ],
  [
    'a file that was not sent',
    { flags: V2, components: [{ type: 12, items: [{ media: { url: 'attachment://no.png' } }] }] },
    400,
    50_035,
    'components.0.items.0.media.url',
  ],
  ['content of 2001 characters', { content: 'x'.repeat(2_001) }, 400, 50_035, 'content'],
  ['11 embeds', { embeds: Array.from({ length: 11 }, () => ({ title: 'x' })) }, 400, 50_035, 'embeds'],
  [
    'embeds of 6001 characters',
    { embeds: [{ description: 'x'.repeat(4_000) }, { description: 'x'.repeat(2_001) }] },
    400,
    50_035,
    'embeds',
  ],
  [
    'an embed title of 257 characters',
    { embeds: [{ title: 'x'.repeat(257) }] },
    400,
    50_035,
    'embeds.0.title',
  ],
  [
    'alt text of 1025 characters',
    { content: 'x', attachments: [{ id: 0, description: 'x'.repeat(1_025) }] },
    400,
    50_035,
    'attachments.0.description',
  ],
  ['nothing at all', { content: '' }, 400, 50_006],
];

test('edits that Discord refuses', async (t) => {
  const interaction = await deferred();
  for (const [name, json, status, code, place] of EDITS)
    await t.test(name, async () => {
      const answer = await send({ method: 'PATCH', path: original(interaction), json });
      assert.deepEqual([answer.status, answer.code], [status, code], JSON.stringify(answer.body));
      if (place)
        assert.ok(at(answer.body.errors, place), `${place} in ${JSON.stringify(answer.body.errors)}`);
    });
  assert.equal(interaction.original!.data.content, '', 'a refused edit changes nothing');
});

/** The list of problems at a dotted place of Discord's `errors` tree. */
function at(errors: unknown, place: string): unknown {
  let node = errors as Record<string, unknown> | undefined;
  for (const key of place.split('.')) node = node?.[key] as Record<string, unknown> | undefined;
  return node?._errors;
}

test('broken JSON', async () => {
  const answer = await send({ method: 'PATCH', path: original(await deferred()), raw: '{"content":' });
  assert.deepEqual([answer.status, answer.code], [400, 50_109]);
});

test('a file above the limit is refused with 413 and 40005, one at the limit is taken', async () => {
  const small = await startSandbox({ limits: { fileBytes: 1_000 } });
  await call(small, { method: 'PUT', path: `/applications/${small.applicationId}/commands`, json: [STYLE] });
  const interaction = small.sendStyle({ photo, preset: 'fig', attachmentSizeLimit: 5_000 });
  assert.equal(interaction.payload.attachment_size_limit, 5_000);
  await call(small, { method: 'POST', path: callback(interaction), json: { type: 5 } });
  const path = `/webhooks/${small.applicationId}/${interaction.token}/messages/@original`;
  const tooLarge = await call(small, {
    method: 'PATCH',
    path,
    json: {},
    files: [{ name: 'a.png', size: 1_001 }],
  });
  assert.deepEqual([tooLarge.status, tooLarge.code], [413, 40_005]);
  const fits = await call(small, {
    method: 'PATCH',
    path,
    json: {},
    files: [{ name: 'a.png', size: 1_000 }],
  });
  assert.equal(fits.status, 200);
  await small.close();
});

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

test('command schemas that Discord refuses', async (t) => {
  const option = (o: object) => [{ ...STYLE, options: [{ type: 3, name: 'a', description: 'a', ...o }] }];
  const table: [string, unknown, string][] = [
    ['upper case name', [{ name: 'Style', description: 'x' }], '0.name'],
    ['no description', [{ name: 'style' }], '0.description'],
    ['description of 101 characters', [{ name: 'style', description: 'x'.repeat(101) }], '0.description'],
    [
      '26 options',
      [
        {
          ...STYLE,
          options: Array.from({ length: 26 }, (_, n) => ({ type: 3, name: `o${n}`, description: 'x' })),
        },
      ],
      '0.options',
    ],
    [
      '26 choices',
      option({ choices: Array.from({ length: 26 }, (_, n) => ({ name: `${n}`, value: `${n}` })) }),
      '0.options.0.choices',
    ],
    [
      'choices and autocomplete',
      option({ autocomplete: true, choices: [{ name: 'a', value: 'a' }] }),
      '0.options.0.autocomplete',
    ],
    [
      'required after optional',
      [{ ...STYLE, options: [...STYLE.options, { type: 3, name: 'z', description: 'z', required: true }] }],
      '0.options.3',
    ],
    [
      'a message command with a description',
      [{ name: 'Style this image', type: 3, description: 'x' }],
      '0.description',
    ],
  ];
  for (const [name, json, place] of table)
    await t.test(name, async () => {
      const answer = await send({ method: 'PUT', path: commands(), json });
      assert.deepEqual([answer.status, answer.code], [400, 50_035]);
      assert.ok(at(answer.body.errors, place), JSON.stringify(answer.body.errors));
    });
  const same = await send({ method: 'PUT', path: commands(), json: [STYLE] });
  assert.equal(
    (same.body as unknown as { id: string }[])[0].id,
    sandbox.interactions[0].payload.data && (sandbox.interactions[0].payload.data as { id: string }).id,
    'an overwrite of the same name keeps the id',
  );
});

test('CDN addresses are signed and expire after a day', async () => {
  const interaction = sent();
  const { resolved } = interaction.payload.data as {
    resolved: { attachments: Record<string, { url: string; size: number }> };
  };
  const [attachment] = Object.values(resolved.attachments);
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

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { at, openDesk, photo, V2 } from './support/desk.ts';

const { sandbox, send, sent, callback, deferred, original } = await openDesk();
after(() => sandbox.close());

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

/** What Discord's description says, in Discord's form: body, place, code. */
const CODES: [object, string, string][] = [
  [{ content: 7 }, 'content', 'STRING_TYPE_CONVERT'],
  [{ content: 'x'.repeat(2_001) }, 'content', 'BASE_TYPE_MAX_LENGTH'],
  [{ content: 'x', flags: 1.5 }, 'flags', 'NUMBER_TYPE_COERCE'],
  [{ content: 'x', flags: '4' }, 'flags', 'NUMBER_TYPE_COERCE'],
  [{ content: 'x', attachments: {} }, 'attachments', 'LIST_TYPE_CONVERT'],
  [{ content: 'x', attachments: [{ id: 'a' }] }, 'attachments.0.id', 'STRING_TYPE_REGEX'],
  [{ content: 'x', allowed_mentions: { parse: ['all'] } }, 'allowed_mentions.parse.0', 'BASE_TYPE_CHOICES'],
  [
    { content: 'x', allowed_mentions: { users: ['1', '1'] } },
    'allowed_mentions.users',
    'SET_TYPE_ALREADY_CONTAINS_VALUE',
  ],
  [{ embeds: ['x'] }, 'embeds.0', 'MODEL_TYPE_CONVERT'],
  [{ embeds: [{ title: 'x', color: 2 ** 24 }] }, 'embeds.0.color', 'NUMBER_TYPE_MAX'],
  [{ embeds: [{ title: 'x', url: 'here' }] }, 'embeds.0.url', 'URL_TYPE_INVALID_URL'],
  [{ embeds: [{ title: 'x', url: 'ftp://a.b' }] }, 'embeds.0.url', 'URL_TYPE_INVALID_SCHEME'],
  [{ embeds: [{ footer: {} }] }, 'embeds.0.footer.text', 'BASE_TYPE_REQUIRED'],
  [{ flags: V2, components: [{ type: 77 }] }, 'components.0.type', 'UNION_TYPE_CHOICES'],
  [{ flags: V2, components: ['x'] }, 'components.0', 'MODEL_TYPE_CONVERT'],
  [{ flags: V2, components: [{ ...text('a'), id: -1 }] }, 'components.0.id', 'NUMBER_TYPE_MIN'],
  [{ flags: V2, components: [text('')] }, 'components.0.content', 'BASE_TYPE_MIN_LENGTH'],
  [{ components: [row({ type: 77 })] }, 'components.0.components.0.type', 'UNION_TYPE_CHOICES'],
  [
    { components: [row({ ...button('x'), disabled: 'no' })] },
    'components.0.components.0.disabled',
    'BOOLEAN_TYPE_CONVERT',
  ],
];

test('a refusal names one thing, by Discord’s code', async (t) => {
  const path = original(await deferred());
  for (const [json, place, code] of CODES)
    await t.test(`${place} ${code}`, async () => {
      const { body } = await send({ method: 'PATCH', path, json });
      const told: string[] = [];
      JSON.stringify(body.errors, (key, value) => {
        if (key === '_errors') told.push(...value.map((one: { code: string }) => one.code));
        return value;
      });
      assert.deepEqual(told, [code], JSON.stringify(body));
      assert.ok(at(body.errors, place), JSON.stringify(body));
    });
});

test('the first answer has its message in `data`, and so have the places of what is wrong with it', async () => {
  const refused = async (json: object) => {
    const answer = await send({ method: 'POST', path: callback(sent()), json });
    assert.deepEqual([answer.status, answer.code], [400, 50_035], JSON.stringify(answer.body));
    return answer.body.errors;
  };
  const message = await refused({ type: 4, data: { content: 'x'.repeat(2_001), components: [text('a')] } });
  for (const place of ['data.content', 'data.components.0.type']) assert.ok(at(message, place), place);
  assert.deepEqual(Object.keys(message as object), ['data']);
  assert.ok(at(await refused({ type: 77 }), 'type'), 'the type stands beside it');
});

test('characters are counted, not UTF-16 units; an id may be a number, a time have a zone', async () => {
  const path = original(await deferred());
  const files = [{ name: 'a.png', size: 20 }];
  const embeds = [{ title: 'x', timestamp: '2026-11-29T05:00:00+01:00' }];
  const json = {
    content: '🎨'.repeat(2_000),
    embeds,
    attachments: [{ id: 0, description: '🎨'.repeat(1_024) }],
  };
  assert.equal((await send({ method: 'PATCH', path, json, files })).status, 200);
});

test('broken JSON', async () => {
  const answer = await send({ method: 'PATCH', path: original(await deferred()), raw: '{"content":' });
  assert.deepEqual([answer.status, answer.code], [400, 50_109]);
});

test('a file above the limit is refused with 413 and 40005, one at the limit is taken', async () => {
  const small = await openDesk({ limits: { fileBytes: 1_000 } });
  const interaction = await small.deferred();
  const path = small.original(interaction);
  const tooLarge = await small.send({
    method: 'PATCH',
    path,
    json: {},
    files: [{ name: 'a.png', size: 1_001 }],
  });
  assert.deepEqual([tooLarge.status, tooLarge.code], [413, 40_005]);
  const fits = await small.send({ method: 'PATCH', path, json: {}, files: [{ name: 'a.png', size: 1_000 }] });
  assert.equal(fits.status, 200);
  const promised = small.sandbox.sendStyle({ photo, preset: 'fig', attachmentSizeLimit: 5_000 });
  assert.equal(promised.payload.attachment_size_limit, 5_000, 'Discord’s own figure can be wrong');
  await small.sandbox.close();
});

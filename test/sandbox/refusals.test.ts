import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { at, openDesk, photo, V2 } from './support/desk.ts';

const { sandbox, send, deferred, original } = await openDesk();
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

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { STYLE } from './support/bot.ts';
import { at, openDesk } from './support/desk.ts';

const { sandbox, send, commands } = await openDesk();
after(() => sandbox.close());

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
      'more than 8000 characters in the longest language of each name',
      [
        {
          ...STYLE,
          options: Array.from({ length: 4 }, (_, n) => ({
            type: 3,
            name: `o${n}`,
            description: 'x',
            choices: Array.from({ length: 25 }, (_, value) => ({
              name: `${value}`,
              name_localizations: { de: 'x'.repeat(90) },
              value: `${value}`,
            })),
          })),
        },
      ],
      '0',
    ],
    [
      'a message command with a description',
      [{ name: 'Style this image', type: 3, description: 'x' }],
      '0.description',
    ],
  ];
  for (const [name, json, place] of table)
    await t.test(name, async () => {
      const answer = await send({ method: 'PUT', path: commands, json });
      assert.deepEqual([answer.status, answer.code], [400, 50_035]);
      assert.ok(at(answer.body.errors, place), JSON.stringify(answer.body.errors));
    });
});

test('an overwrite keeps the id of a command with the same name', async () => {
  const first = await send({ method: 'GET', path: commands });
  const again = await send({ method: 'PUT', path: commands, json: [STYLE] });
  const id = (answer: typeof first) => (answer.body as unknown as { id: string }[])[0]!.id;
  assert.equal(id(again), id(first));
});

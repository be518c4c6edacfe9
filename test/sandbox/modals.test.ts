import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { type Client, type Interaction, MessageFlags } from 'discord.js';
import { connectBot } from './support/bot.ts';
import { at, openDesk, photo } from './support/desk.ts';
import { labelModal, rowModal } from './support/modals.ts';

const desk = await openDesk();
const { sandbox, send, sent, callback, original } = desk;
after(() => sandbox.close());

const respond = (json: unknown) => {
  const interaction = sent();
  return send({ method: 'POST', path: callback(interaction), json }).then((answer) => ({
    answer,
    interaction,
  }));
};

test('modals that Discord refuses', async (t) => {
  const inLabel = (component: object, label: object = {}) =>
    rowModal({ components: [{ type: 18, label: 'Wish', component, ...label }] });
  const input = { type: 4, custom_id: 'wish', style: 1 };
  const row = rowModal().data.components[0];
  const options = (count: number, more: object = {}) =>
    Array.from({ length: count }, (_, i) => ({ label: `${i}`, value: `${i}`, ...more }));
  const table: [string, object, string][] = [
    ['a title of 46 characters', rowModal({ title: 'x'.repeat(46) }), 'data.title'],
    ['no title', rowModal({ title: undefined }), 'data.title'],
    ['a custom_id of 101 characters', rowModal({ custom_id: 'x'.repeat(101) }), 'data.custom_id'],
    ['no components', rowModal({ components: [] }), 'data.components'],
    ['6 components', rowModal({ components: Array(6).fill(row) }), 'data.components'],
    [
      'a button',
      rowModal({ components: [{ type: 1, components: [{ type: 2 }] }] }),
      'data.components.0.components.0.type',
    ],
    [
      'two inputs in a row',
      rowModal({
        components: [
          {
            type: 1,
            components: [
              { ...input, label: 'a' },
              { ...input, custom_id: 'b', label: 'b' },
            ],
          },
        ],
      }),
      'data.components.0.components',
    ],
    [
      'the same field twice',
      rowModal({ components: [row, row] }),
      'data.components.1.components.0.custom_id',
    ],
    ['an input without label', rowModal({}, { label: undefined }), 'data.components.0.components.0.label'],
    ['an unknown style', rowModal({}, { style: 3 }), 'data.components.0.components.0.style'],
    ['a label of 46 characters', inLabel(input, { label: 'x'.repeat(46) }), 'data.components.0.label'],
    ['a label in a label', inLabel({ ...input, label: 'x' }), 'data.components.0.component.label'],
    ['an empty label', inLabel(undefined as never), 'data.components.0.component'],
    [
      'a note of 101 characters',
      inLabel(input, { description: 'x'.repeat(101) }),
      'data.components.0.description',
    ],
    [
      'one radio button',
      inLabel({ type: 21, custom_id: 'r', options: options(1) }),
      'data.components.0.component.options',
    ],
    [
      'eleven radio buttons',
      inLabel({ type: 21, custom_id: 'r', options: options(11) }),
      'data.components.0.component.options',
    ],
    [
      'two radio buttons that are chosen',
      inLabel({ type: 21, custom_id: 'r', options: options(2, { default: true }) }),
      'data.components.0.component.options',
    ],
    [
      'eleven boxes',
      inLabel({ type: 22, custom_id: 'b', options: options(11) }),
      'data.components.0.component.options',
    ],
    [
      'eleven files',
      inLabel({ type: 19, custom_id: 'f', max_values: 11 }),
      'data.components.0.component.max_values',
    ],
    [
      'a select of 26',
      inLabel({ type: 3, custom_id: 's', options: options(26) }),
      'data.components.0.component.options',
    ],
    [
      'the least above the most',
      rowModal({}, { min_length: 41 }),
      'data.components.0.components.0.min_length',
    ],
  ];
  for (const [name, json, place] of table)
    await t.test(name, async () => {
      const { answer, interaction } = await respond(json);
      assert.deepEqual([answer.status, answer.code], [400, 50_035], JSON.stringify(answer.body));
      assert.ok(at(answer.body.errors, place), `${place} in ${JSON.stringify(answer.body.errors)}`);
      assert.equal(interaction.modal, null);
    });
});

test('a submitted modal reaches the bot as type 5, and may not open another', async () => {
  const { answer, interaction } = await respond(rowModal());
  assert.equal(answer.status, 204);
  assert.equal(interaction.original, undefined, 'a modal is no message');
  const edit = await send({ method: 'PATCH', path: original(interaction), json: { content: 'x' } });
  assert.deepEqual([edit.status, edit.code], [404, 10_008]);
  assert.throws(() => sandbox.submitModal({ interactionId: interaction.id }), /wish is required/);
  const long = { interactionId: interaction.id, values: { wish: 'x'.repeat(41) } };
  assert.throws(() => sandbox.submitModal(long), /0 to 40 characters/);
  assert.throws(
    () => sandbox.submitModal({ interactionId: interaction.id, values: { no: 'x' } }),
    /no field no/,
  );
  const submitted = sandbox.submitModal({ interactionId: interaction.id, values: { wish: 'bluer' } });
  assert.equal(submitted.payload.type, 5);
  assert.deepEqual(submitted.payload.data, {
    custom_id: 'words:1',
    components: [{ type: 1, id: 1, components: [{ type: 4, id: 2, custom_id: 'wish', value: 'bluer' }] }],
  });
  const path = callback(submitted);
  for (const json of [rowModal(), { type: 6 }, { type: 7, data: { content: 'x' } }])
    assert.equal((await send({ method: 'POST', path, json })).status, 400, 'no modal, no message to update');
  assert.ok(interaction.modalOpen);
  await send({ method: 'POST', path, json: { type: 4, data: { content: 'done' } } });
  assert.equal(interaction.modalOpen, false);
  const told = submitted.original?.data.interaction_metadata as {
    triggering_interaction_metadata: { id: string };
  };
  assert.equal(told.triggering_interaction_metadata.id, interaction.id);
});

/** What discord.js reads of a submitted modal. */
async function throughClient(
  run: (client: Client<true>) => Promise<void>,
  on: (i: Interaction) => Promise<unknown>,
) {
  const client = await connectBot(sandbox, on);
  try {
    await run(client);
  } finally {
    await client.destroy();
  }
}

test('discord.js opens one from a button, reads its fields, and updates the message', async () => {
  const seen: unknown[] = [];
  await throughClient(
    async () => {
      const shown = sandbox.sendStyle({ photo, preset: 'fig' });
      await sandbox.waitFor(() => shown.original);
      const pressed = sandbox.press({ messageId: shown.originalId!, customId: 'settings' });
      await sandbox.waitFor(() => pressed.modal, { what: 'the modal' });
      assert.equal(pressed.modal?.title, 'Settings of this server');
      const submitted = sandbox.submitModal({
        interactionId: pressed.id,
        values: {
          size: '768',
          roles: [sandbox.roles.Painters!],
          style: [{ bytes: photo, fileName: 'my style.jpg' }],
        },
      });
      await sandbox.waitFor(() => submitted.state === 'answered');
      assert.equal(shown.original?.data.content, 'saved');
    },
    async (interaction) => {
      if (interaction.isChatInputCommand())
        await interaction.reply({
          content: 'Settings',
          components: [
            { type: 1, components: [{ type: 2, style: 2, label: 'Settings', custom_id: 'settings' }] },
          ],
        });
      if (interaction.isButton()) await interaction.showModal(structuredClone(labelModal) as never);
      if (!interaction.isModalSubmit()) return;
      const { fields } = interaction;
      seen.push(
        fields.getTextInputValue('size'),
        fields.getStringSelectValues('quality'),
        fields.getSelectedRoles('roles')?.map((role) => role?.name),
        fields.getUploadedFiles('style')?.map((file) => file.name),
        interaction.isFromMessage(),
      );
      if (interaction.isFromMessage()) await interaction.update({ content: 'saved', components: [] });
    },
  );
  assert.deepEqual(seen, ['768', ['fast'], ['Painters'], ['my_style.jpg'], true]);
});

test('discord.js answers a modal that a command has opened', async () => {
  await throughClient(
    async () => {
      const asked = sandbox.sendStyle({ photo, preset: 'fig', locale: 'de' });
      await sandbox.waitFor(() => asked.modal);
      const submitted = sandbox.submitModal({ interactionId: asked.id, values: { wish: 'bluer' } });
      await sandbox.waitFor(() => submitted.original);
      assert.equal(submitted.original?.data.content, 'de: bluer');
      assert.equal(submitted.original?.onlyFor, asked.user.id);
    },
    async (interaction) => {
      if (interaction.isChatInputCommand()) await interaction.showModal(rowModal().data as never);
      if (interaction.isModalSubmit())
        await interaction.reply({
          content: `${interaction.locale}: ${interaction.fields.getTextInputValue('wish')}`,
          flags: MessageFlags.Ephemeral,
        });
    },
  );
});

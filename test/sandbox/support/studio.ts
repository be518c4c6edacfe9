import type { Sandbox } from '@atelier/sandbox/sandbox.ts';
import { AttachmentBuilder, type Client, type Interaction, MessageFlags } from 'discord.js';
import sharp from 'sharp';
import { connectBot, STYLE } from './bot.ts';
import { labelModal } from './modals.ts';

const COMMANDS = [
  {
    ...STYLE,
    options: [
      ...STYLE.options,
      { type: 4, name: 'strength', description: 'How much of it', min_value: 0, max_value: 100 },
      { type: 5, name: 'keep_colours', description: 'Keep the colours' },
    ],
  },
  {
    name: 'settings',
    description: 'What holds in this server',
    default_member_permissions: '32',
    contexts: [0],
  },
  {
    name: 'queue',
    description: 'What waits',
    description_localizations: { de: 'Was wartet' },
    name_localizations: { de: 'schlange' },
    integration_types: [0, 1],
    contexts: [0, 1, 2],
  },
  { name: 'Style this image', type: 3, integration_types: [0, 1], contexts: [0, 1, 2] },
  {
    name: 'Show its colours',
    name_localizations: { de: 'Farben zeigen' },
    type: 3,
    integration_types: [0, 1],
    contexts: [0, 1, 2],
  },
];

/** A bot with modals, message commands, selects and spoilers; it paints at once, by a tint. */
export async function connectStudio(sandbox: Sandbox): Promise<Client<true>> {
  const client = await connectBot(sandbox, answer);
  await client.application.commands.set(structuredClone(COMMANDS) as never);
  return client;
}

async function answer(interaction: Interaction): Promise<unknown> {
  if (interaction.isAutocomplete()) return interaction.respond([{ name: 'The Great Wave', value: 'wave' }]);
  if (interaction.isMessageContextMenuCommand())
    return chooseStyle(interaction.targetMessage.author.username);
  if (interaction.isStringSelectMenu())
    return interaction.update({ content: `Chosen: ${interaction.values}`, components: [] });
  if (interaction.isRoleSelectMenu())
    return interaction.reply(`Roles: ${interaction.roles.map((role) => role?.name).join(' and ')}`);
  if (interaction.isButton()) return interaction.showModal(structuredClone(labelModal) as never);
  if (interaction.isModalSubmit())
    return interaction.reply({
      content: `Saved: ${interaction.fields.getTextInputValue('size')} px, ${interaction.fields.getStringSelectValues('quality')}`,
      flags: MessageFlags.Ephemeral,
    });
  if (!interaction.isChatInputCommand()) return;
  if (interaction.commandName === 'queue') return interaction.reply('Nothing waits.');
  if (interaction.commandName === 'settings') return interaction.reply(SETTINGS);
  const photo = interaction.options.getAttachment('photo', true);
  await interaction.deferReply();
  const bytes = Buffer.from(await (await fetch(photo.url)).arrayBuffer());
  const picture = await sharp(bytes).rotate().resize(900).tint('#3f6c8e').png().toBuffer();
  const spoiler = interaction.options.getString('quality') === 'high';
  return interaction.editReply({
    flags: MessageFlags.IsComponentsV2,
    files: [new AttachmentBuilder(picture, { name: 'painting.png', description: 'A wave of mountains' })],
    components: [
      {
        type: 12,
        items: [{ media: { url: 'attachment://painting.png' }, description: 'A wave of mountains', spoiler }],
      },
    ],
  });

  function chooseStyle(author: string) {
    if (!interaction.isMessageContextMenuCommand()) return;
    return interaction.reply({
      content: `A picture of ${author}. In which style?`,
      flags: MessageFlags.Ephemeral,
      components: [
        {
          type: 1,
          components: [
            {
              type: 3,
              custom_id: 'preset',
              placeholder: 'Choose a style',
              options: [
                { label: 'The Great Wave', value: 'great-wave', description: 'Hokusai' },
                { label: 'The Scream', value: 'the-scream', description: 'Munch' },
              ],
            },
          ],
        },
      ],
    });
  }
}

const SETTINGS = {
  content: 'Settings',
  components: [
    { type: 1, components: [{ type: 2, style: 2, label: 'Change', custom_id: 'change' }] },
    {
      type: 1,
      components: [
        { type: 6, custom_id: 'roles', placeholder: 'Who may paint?', min_values: 0, max_values: 3 },
      ],
    },
  ],
};

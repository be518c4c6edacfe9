import { setTimeout as wait } from 'node:timers/promises';
import type { Sandbox } from '@atelier/sandbox/sandbox.ts';
import { AttachmentBuilder, type ChatInputCommandInteraction, type Client, MessageFlags } from 'discord.js';
import sharp from 'sharp';
import { connectBot, isStyle } from './bot.ts';

/** Presets of the scripted bot: what it suggests, and how it tints. */
const PRESETS = [
  { name: 'The Great Wave off Kanagawa · Hokusai', value: 'great-wave', tint: '#3f6c8e' },
  { name: 'The Starry Night · Vincent van Gogh', value: 'starry-night', tint: '#2f4fa8' },
  { name: 'The Scream · Edvard Munch', value: 'the-scream', tint: '#c2602a' },
  { name: 'Composition VII · Wassily Kandinsky', value: 'composition-vii', tint: '#b8405e' },
];

/** Lets a test look at each stage for as long as it needs. */
export interface Stages {
  /** The bot waits for `go()` before each stage: thinking → progress → done. */
  go(): void;
}

/** A little bot that behaves like Atelier's, with a tint in place of a painting. */
export async function connectPainter(sandbox: Sandbox): Promise<{ client: Client<true>; stages: Stages }> {
  const gates: (() => void)[] = [];
  let ahead = 0;
  const gate = () =>
    ahead > 0 ? Promise.resolve(void ahead--) : new Promise<void>((done) => gates.push(done));
  const client = await connectBot(sandbox, async (interaction) => {
    if (interaction.isAutocomplete()) {
      const wanted = interaction.options.getFocused().toLowerCase();
      return interaction.respond(
        PRESETS.filter((p) => p.name.toLowerCase().includes(wanted)).map(({ name, value }) => ({
          name,
          value,
        })),
      );
    }
    if (interaction.isButton())
      return interaction.reply({
        content: 'Only the person who asked can do that.',
        flags: MessageFlags.Ephemeral,
      });
    if (isStyle(interaction)) return paint(interaction, gate);
  });
  const go = () => {
    const next = gates.shift();
    if (next) next();
    else ahead++;
  };
  return { client, stages: { go } };
}

async function paint(interaction: ChatInputCommandInteraction, gate: () => Promise<void>): Promise<void> {
  const photo = interaction.options.getAttachment('photo', true);
  const preset = PRESETS.find((p) => p.value === interaction.options.getString('preset'));
  if (!preset) {
    await interaction.reply({
      content: 'There is no such preset. Try **great-wave**.',
      flags: MessageFlags.Ephemeral,
    });
    return;
  }
  await interaction.deferReply();
  await gate();
  const bytes = Buffer.from(await (await fetch(photo.url)).arrayBuffer());
  const preview = await sharp(bytes).resize(420).blur(6).tint(preset.tint).jpeg().toBuffer();
  await interaction.editReply(progress(preset.name, preview));
  await gate();
  const picture = await sharp(bytes)
    .resize(1024)
    .tint(preset.tint)
    .modulate({ saturation: 1.6 })
    .png()
    .toBuffer();
  await interaction.editReply(result(preset.name, picture, await plot()));
  await wait(0);
}

const progress = (preset: string, preview: Buffer) => ({
  flags: MessageFlags.IsComponentsV2 as const,
  files: [new AttachmentBuilder(preview, { name: 'preview.jpg', description: `${preset}, halfway` })],
  components: [
    {
      type: 17,
      accent_color: 0xc4421f,
      components: [
        {
          type: 10,
          content: `### Painting: ${preset}\n\`▰▰▰▰▰▰▱▱▱▱\` **58 %** · iteration 116 of 200\n-# total loss 0.4127 · about 6 s left`,
        },
        {
          type: 12,
          items: [{ media: { url: 'attachment://preview.jpg' }, description: `${preset}, halfway` }],
        },
        { type: 1, components: [{ type: 2, style: 2, label: 'Cancel', custom_id: 'cancel:1' }] },
      ],
    },
  ],
});

const result = (preset: string, picture: Buffer, losses: Buffer) => ({
  flags: MessageFlags.IsComponentsV2 as const,
  files: [
    new AttachmentBuilder(picture, {
      name: 'painting.png',
      description: `The photo in the style of ${preset}`,
    }),
    new AttachmentBuilder(losses, { name: 'losses.png', description: 'Loss by iteration, falling' }),
  ],
  components: [
    {
      type: 17,
      accent_color: 0x1f7a4d,
      components: [
        {
          type: 12,
          items: [
            {
              media: { url: 'attachment://painting.png' },
              description: `The photo in the style of ${preset}`,
            },
          ],
        },
        {
          type: 9,
          components: [
            { type: 10, content: `### ${preset}\n**high** quality · 1024 × 683 · **14.2 s**` },
            {
              type: 10,
              content:
                '| | start → end\ncontent `0.0000` → `0.8412`\nstyle `9.3141` → `0.1873`\ntotal `9.3141` → `1.0285`'.replace(
                  '| | start → end\n',
                  '',
                ),
            },
          ],
          accessory: {
            type: 11,
            media: { url: 'attachment://losses.png' },
            description: 'Loss by iteration, falling',
          },
        },
        { type: 14, divider: true, spacing: 1 },
        { type: 10, content: '-# onnx on cpu · seed 1889 · 200 iterations' },
        {
          type: 1,
          components: [
            { type: 2, style: 1, label: 'Again', custom_id: 'again:1' },
            { type: 2, style: 2, label: 'Another style', custom_id: 'restyle:1' },
            { type: 2, style: 4, label: 'Delete', custom_id: 'delete:1' },
          ],
        },
      ],
    },
  ],
});

/** A falling curve, in place of the loss plot. */
const plot = (): Promise<Buffer> =>
  sharp(
    Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="480" height="360"><rect width="480" height="360" fill="#fffdfa"/><path d="M50 20v300h410" fill="none" stroke="#6a6059" stroke-width="3"/><path d="M52 40C90 250 160 285 450 305" fill="none" stroke="#c4421f" stroke-width="6"/></svg>',
    ),
  )
    .png()
    .toBuffer();

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startSandbox } from '@atelier/sandbox/run.ts';
import type { Sandbox } from '@atelier/sandbox/sandbox.ts';
import { AttachmentBuilder, type Client, MessageFlags } from 'discord.js';
import sharp from 'sharp';
import { connectBot, isStyle } from './support/bot.ts';

let sandbox: Sandbox;
let client: Client<true>;
let photo: Uint8Array;
const errors: unknown[] = [];

before(async () => {
  photo = await sharp({ create: { width: 64, height: 48, channels: 3, background: 'teal' } })
    .jpeg()
    .toBuffer();
  sandbox = await startSandbox();
  client = await connectBot(sandbox, async (interaction) => {
    if (interaction.isAutocomplete()) {
      await interaction.respond([{ name: `The ${interaction.options.getFocused()}`, value: 'x' }]);
      return;
    }
    if (interaction.isButton()) {
      await interaction.reply({ content: `pressed ${interaction.customId}`, flags: MessageFlags.Ephemeral });
      return;
    }
    if (!isStyle(interaction)) return;
    await interaction.deferReply();
    const attachment = interaction.options.getAttachment('photo', true);
    const bytes = Buffer.from(await (await fetch(attachment.url)).arrayBuffer());
    await interaction.editReply({
      flags: MessageFlags.IsComponentsV2,
      files: [new AttachmentBuilder(bytes, { name: 'painting.jpg', description: 'The painted photo' })],
      components: [
        {
          type: 17,
          components: [
            { type: 10, content: `## ${interaction.options.getString('preset')}` },
            { type: 12, items: [{ media: { url: 'attachment://painting.jpg' } }] },
            { type: 1, components: [{ type: 2, style: 2, label: 'Again', custom_id: 'again:1' }] },
          ],
        },
      ],
    });
    await interaction.followUp({ content: 'Only for you', flags: MessageFlags.Ephemeral });
  });
  client.on('error', (error) => errors.push(error));
});

after(async () => {
  await client.destroy();
  await sandbox.close();
  assert.deepEqual(errors, []);
});

test('discord.js connects, registers, and carries a command to its painting', async () => {
  await sandbox.ready('style');
  const sent = sandbox.sendStyle({ photo, fileName: 'sea.jpg', preset: 'great-wave', quality: 'fast' });
  await sandbox.waitFor(() => sent.messages.length === 2, { what: 'the follow-up' });
  assert.equal(sent.state, 'answered');
  const { data } = sent.original!;
  assert.equal(data.flags & MessageFlags.IsComponentsV2, MessageFlags.IsComponentsV2);
  assert.equal(data.flags & MessageFlags.Loading, 0);
  const picture = data.attachments[0]!;
  assert.deepEqual(
    [picture.filename, picture.width, picture.height, picture.content_type, picture.description],
    ['painting.jpg', 64, 48, 'image/jpeg', 'The painted photo'],
  );
  assert.deepEqual(Buffer.from(sandbox.fileBytes(picture.url)!), Buffer.from(photo));
  await assertRanges(picture.url);
  const [container] = data.components as [{ components: { items?: { media: { url: string } }[] }[] }];
  assert.equal(container.components[1]!.items![0]!.media.url, picture.url);
  const followUp = sent.messages[1]!;
  assert.equal(followUp.data.content, 'Only for you');
  assert.equal(followUp.onlyFor, sent.user.id);
  const edit = sandbox.requests.find((r) => r.method === 'PATCH')!;
  assert.equal(edit.path, `/webhooks/${sandbox.applicationId}/${sent.token}/messages/@original`);
  assert.deepEqual(edit.files, [{ field: 'files[0]', name: 'painting.jpg', size: photo.byteLength }]);
});

test('autocomplete is answered by the bot', async () => {
  const choices = await sandbox.autocomplete({
    command: 'style',
    focused: 'preset',
    options: { preset: 'wave' },
  });
  assert.deepEqual(choices, [{ name: 'The wave', value: 'x' }]);
});

test('a button on the painting reaches the bot', async () => {
  const message = sandbox.messages.find((m) => m.data.components.length > 0)!;
  const pressed = sandbox.press({ messageId: message.id, customId: 'again:1' });
  await sandbox.waitFor(() => pressed.state === 'answered');
  assert.equal(pressed.original?.data.content, 'pressed again:1');
  assert.ok(pressed.original?.onlyFor);
});

/** Parts of a file, as a browser asks for them that winds a film. */
async function assertRanges(url: string): Promise<void> {
  const size = photo.byteLength;
  const table: [range: string, status: number, shown: string | null, part: Uint8Array][] = [
    ['bytes=0-', 206, `bytes 0-${size - 1}/${size}`, photo],
    ['bytes=2-5', 206, `bytes 2-5/${size}`, photo.subarray(2, 6)],
    ['bytes=-3', 206, `bytes ${size - 3}-${size - 1}/${size}`, photo.subarray(-3)],
    [`bytes=1-${2 * size}`, 206, `bytes 1-${size - 1}/${size}`, photo.subarray(1)],
    [`bytes=${size}-`, 416, `bytes */${size}`, new Uint8Array()],
    ['bytes=5-2', 200, null, photo],
    ['bytes=0-1,3-4', 200, null, photo],
  ];
  for (const [range, status, shown, part] of table) {
    const answer = await fetch(url, { headers: { range } });
    assert.deepEqual([answer.status, answer.headers.get('content-range')], [status, shown], range);
    assert.deepEqual(Buffer.from(await answer.arrayBuffer()), Buffer.from(part), range);
  }
}

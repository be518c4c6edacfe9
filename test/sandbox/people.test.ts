import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startSandbox } from '@atelier/sandbox/run.ts';
import type { Sandbox } from '@atelier/sandbox/sandbox.ts';
import { type Client, type Interaction, InteractionContextType, PermissionFlagsBits } from 'discord.js';
import sharp from 'sharp';
import { connectBot } from './support/bot.ts';

/** One command for each thing that can keep it from somebody. */
const COMMANDS = [
  { name: 'settings', description: 'x', default_member_permissions: `${PermissionFlagsBits.ManageGuild}` },
  { name: 'workers', description: 'x', default_member_permissions: '0' },
  { name: 'here', description: 'x', contexts: [0], integration_types: [0] },
  { name: 'everywhere', description: 'x', contexts: [0, 1, 2], integration_types: [0, 1] },
  { name: 'grown-up', description: 'x', nsfw: true },
  {
    name: 'allow',
    description: 'x',
    options: [
      { type: 7, name: 'channel', description: 'x' },
      { type: 8, name: 'role', description: 'x' },
      { type: 6, name: 'person', description: 'x' },
      { type: 4, name: 'many', description: 'x', min_value: 1, max_value: 5 },
    ],
  },
  { name: 'Style this image', type: 3, contexts: [0, 1, 2], integration_types: [0, 1] },
];

let sandbox: Sandbox;
let client: Client<true>;
let last: Interaction;
/** The last one, whatever it was before. */
const latest = (): Interaction => last;
let png: Uint8Array;

before(async () => {
  sandbox = await startSandbox();
  client = await connectBot(sandbox, async (interaction) => {
    last = interaction;
    if (interaction.isRepliable()) await interaction.reply('seen');
  });
  await client.application.commands.set(COMMANDS as never);
  png = await sharp({ create: { width: 30, height: 20, channels: 3, background: 'teal' } })
    .png()
    .toBuffer();
});
after(async () => {
  await client.destroy();
  await sandbox.close();
});

const seen = async (invocation: Parameters<Sandbox['invoke']>[0]): Promise<Interaction> => {
  const sent = sandbox.invoke(invocation);
  await sandbox.waitFor(() => sent.state === 'answered', { what: invocation.command });
  assert.equal(last.id, sent.id);
  return last;
};

/** The payload as it was sent. */
const raw = (interaction: Interaction) =>
  sandbox.interactions.find((one) => one.id === interaction.id)!.payload;

test('what a person may not use is not sent, unless the test insists', async (t) => {
  const { afterDark, elsewhere, friends } = sandbox.channels;
  const dm = sandbox.directChannel('mika');
  const table: [string, string, string | undefined, boolean][] = [
    ['ada', 'settings', undefined, true],
    ['mika', 'settings', undefined, false],
    ['ada', 'workers', undefined, true],
    ['mika', 'workers', undefined, false],
    ['mika', 'here', undefined, true],
    ['mika', 'here', dm, false],
    ['mika', 'here', elsewhere, false],
    ['mika', 'everywhere', dm, true],
    ['mika', 'everywhere', elsewhere, true],
    ['mika', 'everywhere', friends, true],
    ['mika', 'grown-up', undefined, false],
    ['mika', 'grown-up', afterDark, true],
    ['mika', 'settings', dm, true],
  ];
  for (const [user, command, channelId, offered] of table)
    await t.test(`${user} ${command} ${channelId}`, () => {
      const send = () => sandbox.invoke({ user, command, channelId });
      if (offered) assert.equal(send().name, command);
      else assert.throws(send, /is not offered here/);
    });
  const forced = await seen({ user: 'mika', command: 'settings', unchecked: true });
  assert.equal(forced.memberPermissions?.has(PermissionFlagsBits.ManageGuild), false);
});

test('roles and permissions of the person are in the interaction', async () => {
  const owner = await seen({ command: 'settings' });
  assert.ok(owner.memberPermissions?.has(PermissionFlagsBits.Administrator), 'the owner may everything');
  sandbox.giveRoles('mika', ['Keepers']);
  const keeper = await seen({ user: 'mika', command: 'settings' });
  assert.ok(keeper.memberPermissions?.has(PermissionFlagsBits.ManageGuild));
  assert.ok(!keeper.memberPermissions?.has(PermissionFlagsBits.Administrator));
  assert.deepEqual((raw(keeper).member as { roles: string[] }).roles, [sandbox.roles.Keepers]);
  sandbox.giveRoles('mika', ['Painters']);
  const guest = await seen({ user: 'noor', command: 'here', permissions: 0n });
  assert.equal(guest.memberPermissions?.bitfield, 0n);
});

test('context, owners of the installation and age restriction are told as Discord tells them', async () => {
  const { afterDark, elsewhere, friends } = sandbox.channels;
  const owners = (i: Interaction) => raw(i).authorizing_integration_owners;
  const home = await seen({ command: 'everywhere' });
  assert.equal(home.context, InteractionContextType.Guild);
  assert.deepEqual(owners(home), { 0: sandbox.guildId });
  const dm = await seen({ command: 'everywhere', channelId: sandbox.directChannel() });
  assert.equal(dm.context, InteractionContextType.BotDM);
  assert.deepEqual([owners(dm), dm.guildId], [{ 0: '0' }, null]);
  const away = await seen({ command: 'everywhere', channelId: elsewhere });
  assert.equal(away.context, InteractionContextType.Guild);
  assert.deepEqual(owners(away), { 1: away.user.id });
  const group = await seen({ command: 'everywhere', channelId: friends });
  assert.equal(group.context, InteractionContextType.PrivateChannel);
  assert.deepEqual(owners(group), { 1: group.user.id });
  const nsfw = (i: Interaction) => (raw(i).channel as { nsfw?: boolean }).nsfw;
  const dark = await seen({ command: 'grown-up', channelId: afterDark });
  assert.deepEqual([nsfw(home), nsfw(dark), nsfw(dm)], [false, true, undefined]);
});

test('options that name things, and their bounds', async () => {
  const { studio } = sandbox.channels;
  const noor = sandbox.invoke({ user: 'noor', command: 'here' }).user.id;
  const options = { channel: studio, role: sandbox.roles.Painters!, person: noor, many: 5 };
  const got = await seen({ command: 'allow', options });
  assert.ok(got.isChatInputCommand());
  assert.equal(got.options.getChannel('channel')?.name, 'studio');
  assert.equal(got.options.getRole('role')?.name, 'Painters');
  assert.equal(got.options.getUser('person')?.username, 'noor');
  assert.throws(() => sandbox.invoke({ command: 'allow', options: { role: '1' } }), /no role 1/);
  assert.throws(() => sandbox.invoke({ command: 'allow', options: { many: 6 } }), /from 1 to 5/);
  assert.throws(() => sandbox.invoke({ command: 'allow', options: { many: 1.5 } }), /whole number/);
});

test('somebody else’s message with pictures, a link and an embed is the target of a message command', async () => {
  const posted = sandbox.postMessage({
    user: 'noor',
    content: 'Look',
    files: [
      { bytes: png, fileName: 'a cat.png', description: 'A cat' },
      { bytes: png, fileName: 'b.png' },
    ],
    links: [{ url: 'https://example.org/c.png', bytes: png }],
  });
  const got = await seen({ user: 'mika', command: 'Style this image', targetMessage: posted.id });
  assert.ok(got.isMessageContextMenuCommand());
  const { attachments, embeds, author, content } = got.targetMessage;
  assert.deepEqual([author.username, content], ['noor', 'Look\nhttps://example.org/c.png']);
  assert.deepEqual(
    [...attachments.values()].map((a) => [a.name, a.width, a.description]),
    [
      ['a_cat.png', 30, 'A cat'],
      ['b.png', 30, null],
    ],
  );
  const { thumbnail } = embeds[0]!;
  assert.equal(thumbnail?.url, 'https://example.org/c.png');
  const bytes = await (await fetch(thumbnail?.proxyURL ?? '')).arrayBuffer();
  assert.deepEqual(Buffer.from(bytes), Buffer.from(png));
  assert.throws(() => sandbox.invoke({ command: 'Style this image', targetMessage: '1' }), /is gone/);
  assert.throws(() => sandbox.postMessage({}), /Write something/);
});

test('a select names roles and channels in full, and no more than it takes', async () => {
  const reply = sandbox.invoke({ command: 'here' });
  await sandbox.waitFor(() => reply.original);
  await client.rest.patch(`/webhooks/${sandbox.applicationId}/${reply.token}/messages/@original`, {
    body: {
      components: [
        { type: 1, components: [{ type: 6, custom_id: 'roles', min_values: 0, max_values: 2 }] },
        { type: 1, components: [{ type: 8, custom_id: 'rooms' }] },
        { type: 1, components: [{ type: 3, custom_id: 'one', options: [{ label: 'a', value: 'a' }] }] },
      ],
    },
  });
  const messageId = reply.originalId!;
  const { Keepers, Painters } = sandbox.roles;
  const pressed = sandbox.press({ messageId, customId: 'roles', values: [Keepers!, Painters!] });
  await sandbox.waitFor(() => pressed.state === 'answered');
  const roles = latest();
  assert.ok(roles.isRoleSelectMenu());
  assert.deepEqual(
    [...roles.roles.values()].map((role) => role?.name),
    ['Keepers', 'Painters'],
  );
  const pressedRooms = sandbox.press({ messageId, customId: 'rooms', values: [sandbox.channels.afterDark] });
  await sandbox.waitFor(() => pressedRooms.state === 'answered');
  const rooms = latest();
  assert.ok(rooms.isChannelSelectMenu());
  assert.deepEqual(
    [...rooms.channels.values()].map((room) => (room as { name?: string }).name),
    ['after-dark'],
  );
  const wrong = (customId: string, values: string[]) => () => sandbox.press({ messageId, customId, values });
  assert.throws(wrong('one', ['b']), /not among the choices/);
  assert.throws(wrong('one', []), /Choose 1/);
  assert.throws(wrong('rooms', [sandbox.channels.elsewhere]), /no channel/);
});

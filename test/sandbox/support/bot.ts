import type { Sandbox } from '@atelier/sandbox/sandbox.ts';
import { type ChatInputCommandInteraction, Client, type Interaction } from 'discord.js';

/** The command that Atelier registers, in the form the tests need. */
export const STYLE = {
  name: 'style',
  description: 'Paint a photo in the style of a painting',
  integration_types: [0, 1],
  contexts: [0, 1, 2],
  options: [
    { type: 11, name: 'photo', description: 'The photo', required: true, file_types: ['image'] },
    { type: 3, name: 'preset', description: 'The style', required: true, autocomplete: true },
    {
      type: 3,
      name: 'quality',
      description: 'Fast, or slow and good',
      choices: [
        { name: 'fast: in seconds', value: 'fast' },
        { name: 'high: optimised for this very photo', value: 'high' },
      ],
    },
  ],
} as const;

/** A real discord.js client against a sandbox, with `STYLE` registered. */
export async function connectBot(
  sandbox: Sandbox,
  onInteraction: (interaction: Interaction) => Promise<unknown>,
): Promise<Client<true>> {
  const client = new Client({ intents: [], rest: { api: sandbox.api } });
  client.on('interactionCreate', (interaction) => {
    onInteraction(interaction).catch((error: unknown) => client.emit('error', error as Error));
  });
  const ready = new Promise<Client<true>>((done) => client.once('clientReady', done));
  await client.login(sandbox.token);
  const connected = await ready;
  await connected.application.commands.set([structuredClone(STYLE) as never]);
  return connected;
}

export const isStyle = (interaction: Interaction): interaction is ChatInputCommandInteraction =>
  interaction.isChatInputCommand() && interaction.commandName === 'style';

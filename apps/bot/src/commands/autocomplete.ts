import type { AutocompleteInteraction } from 'discord.js';
import type { Bot } from '../bot.ts';
import { WORDS } from '../words.ts';
import { presetChoices } from './preset-option.ts';

/**
 * Answers a person who is typing: from memory alone, since Discord waits 3 s and drops late answers without a
 * word. Never throws; an answer that cannot be given is a suggestion less, not an error.
 */
export async function suggest(interaction: AutocompleteInteraction, { log }: Bot): Promise<void> {
  try {
    const { name, value } = interaction.options.getFocused(true);
    const choices =
      interaction.commandName === WORDS.style.name && name === WORDS.style.preset.name
        ? presetChoices(value)
        : [];
    await interaction.respond(choices);
  } catch (error) {
    log.debug({ err: error, interactionId: interaction.id }, 'a suggestion came too late or failed');
  }
}

import { ORDER_TEXTS } from '@atelier/discord/texts/order.ts';
import { type AutocompleteInteraction, InteractionResponseType } from 'discord.js';
import { acknowledge } from '../reply/acknowledge.ts';
import type { Bot } from '../reply/bot.ts';
import { presetChoices, styleChoices } from '../submit/preset-option.ts';
import { WORDS } from '../words.ts';

/** What is offered for each option that suggests something. */
const CHOICES: Readonly<Record<string, typeof presetChoices>> = {
  [ORDER_TEXTS.preset.en.name]: styleChoices,
  [ORDER_TEXTS.blend.en.name]: presetChoices,
};

/** ms: Discord drops what comes later */
const PATIENCE_MS = 2500;

/**
 * Answers a person who is typing: from memory, but for what they like, which is not waited for long, since Discord
 * waits 3 s and drops late answers without a word. Never throws; an answer that cannot be given is a suggestion less, not an error.
 */
export async function suggest(interaction: AutocompleteInteraction, bot: Bot): Promise<void> {
  try {
    const { name, value } = interaction.options.getFocused(true);
    const offer = interaction.commandName === WORDS.commands.style.name ? CHOICES[name] : undefined;
    const choices = offer?.(value, interaction, await bot.liked.soon(interaction.user.id)) ?? [];
    const answer = {
      type: InteractionResponseType.ApplicationCommandAutocompleteResult,
      data: { choices },
    } as const;
    await acknowledge(bot, interaction, answer, PATIENCE_MS);
  } catch (error) {
    bot.log.debug({ err: error, interactionId: interaction.id }, 'a suggestion came too late or failed');
  }
}

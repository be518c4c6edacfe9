import { buildCustomId, parseCustomId } from '@atelier/discord/reply/custom-id.ts';
import {
  type APIModalInteractionResponseCallbackData,
  type APIUser,
  ComponentType,
  type MessageComponentInteraction,
  type MessageContextMenuCommandInteraction,
  type ModalSubmitInteraction,
  Routes,
} from 'discord.js';
import { AtelierError } from '../errors.ts';
import { persistently, postOnce, sendDirectly, show, textMessage } from '../reply/answer.ts';
import type { Bot } from '../reply/bot.ts';
import type { FormHandler, Handler } from '../reply/handler.ts';
import { wordsFor } from '../words.ts';

/** The subject is the message that is reported; none: a problem of another kind. */
export const REPORT_ACTIONS = { ask: 'report', form: 'report-form' } as const;

const WORDS = 'words';
const MAX_WORDS = 1000;

/** Asks what is wrong. */
function form(locale: string, messageId?: string): APIModalInteractionResponseCallbackData {
  const { report } = wordsFor(locale);
  return {
    custom_id: buildCustomId(REPORT_ACTIONS.form, messageId),
    title: report.title,
    components: [
      {
        type: ComponentType.Label,
        label: report.question,
        description: report.note,
        component: { type: ComponentType.TextInput, custom_id: WORDS, style: 2, max_length: MAX_WORDS },
      },
    ],
  };
}

const ASK_REPORT: FormHandler<MessageComponentInteraction> = { form: async ({ locale }) => form(locale) };

/** Apps ▸ Report this picture: whoever sees a message may. */
export const REPORT_THIS: FormHandler<MessageContextMenuCommandInteraction> = {
  form: async ({ locale, targetId }) => form(locale, targetId),
};

/**
 * To the channel that the server has for it, in the server's language, else to the owner of the application, whose language
 * Discord does not say. Errors: report.nobody.
 */
const REPORT: Handler<ModalSubmitInteraction> = {
  defer: 'private',
  async run(interaction, bot) {
    const { user, guildId, channelId, locale, guildLocale } = interaction;
    const messageId = parseCustomId(interaction.customId)?.subject ?? '';
    const words = interaction.fields.getTextInputValue(WORDS);
    const place = `https://discord.com/channels/${guildId ?? '@me'}/${channelId}/${messageId}`;
    const { reportChannel } = await bot.settings.get(guildId);
    await send(bot, { interactionId: interaction.id, channelId: reportChannel }, (inChannel) => {
      const { heading } = wordsFor(inChannel ? (guildLocale ?? 'en') : 'en').report;
      return [`**${heading}** · <@${user.id}>`, messageId && place, quoted(words)].filter(Boolean).join('\n');
    });
    bot.log.info({ interactionId: interaction.id, messageId, guildId }, 'a report was passed on');
    await show(bot, interaction, textMessage(wordsFor(locale).report.sent));
  },
};

/** textFor: what is said in the server's own channel, or to the owner */
async function send(
  bot: Bot,
  { interactionId, channelId }: { interactionId: string; channelId: string | null },
  textFor: (inChannel: boolean) => string,
): Promise<void> {
  const message = (inChannel: boolean) => ({ text: textFor(inChannel), interactionId });
  if (channelId !== null) {
    try {
      return await postOnce(bot, channelId, message(true));
    } catch (err) {
      bot.log.warn({ err, channelId }, 'the channel for reports cannot be reached: the owner is told');
    }
  }
  try {
    await sendDirectly(bot, await ownerOf(bot), message(false));
  } catch (error) {
    throw new AtelierError('report.nobody', {}, error);
  }
}

/** Who owns the application; of a team, its owner. */
async function ownerOf(bot: Bot): Promise<string> {
  const asked = await persistently(bot, (signal) => bot.asBot.get(Routes.currentApplication(), { signal }));
  const application = asked as {
    owner?: Pick<APIUser, 'id'>;
    team?: { owner_user_id: string } | null;
  };
  const id = application.team?.owner_user_id ?? application.owner?.id;
  if (id === undefined) throw new Error('Discord names no owner of this application');
  return id;
}

const quoted = (words: string): string =>
  words
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');

export const REPORT_COMPONENTS = { [REPORT_ACTIONS.ask]: ASK_REPORT };
export const REPORT_FORMS = { [REPORT_ACTIONS.form]: REPORT };

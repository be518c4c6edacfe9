import { LIMITS } from '@atelier/contract/limits.ts';
import { buildCustomId, parseCustomId } from '@atelier/discord/reply/custom-id.ts';
import { ACCENTS, type Payload, payload, text } from '@atelier/discord/reply/payload.ts';
import { reaching } from '@atelier/queue/database-retry.ts';
import { erasePerson, readPersonsData } from '@atelier/queue/privacy.ts';
import {
  type APIComponentInContainer,
  ButtonStyle,
  type ChatInputCommandInteraction,
  ComponentType,
  type MessageComponentInteraction,
  type ModalSubmitInteraction,
} from 'discord.js';
import { sentenceFor } from '../errors.ts';
import { sendDirectly, show, showBeside, textMessage } from '../reply/answer.ts';
import type { Bot } from '../reply/bot.ts';
import type { FormHandler, Handler } from '../reply/handler.ts';
import { type BotTexts, fill, wordsFor } from '../words.ts';
import { type Packed, packed, placeOf, placeText } from './export.ts';
import { REPORT_ACTIONS } from './report.ts';

const PRIVACY_ACTIONS = {
  export: 'privacy-export',
  erase: 'privacy-erase',
  eraseForm: 'privacy-erase-form',
} as const;

/** `/privacy`: what is kept, where, how long; export, deletion, report. */
export const PRIVACY: Handler<ChatInputCommandInteraction> = {
  defer: 'private',
  async run(interaction, bot) {
    await show(bot, interaction, privacyMessage(wordsFor(interaction.locale), bot.environment));
  },
};

function privacyMessage({ privacy }: BotTexts, { operator, publicKey }: Bot['environment']): Payload {
  const { keepBytesHours: hours, keepRowsDays: days, graceDays } = LIMITS;
  const words = [
    privacy.title,
    fill(privacy.kept, { hours, days }),
    // without a key Discord has no address to tell of it
    fill(publicKey === null ? privacy.goneServers : privacy.gone, { graceDays }),
    operator === null ? privacy.operatorUnknown : fill(privacy.operator, { operator }),
  ];
  const buttons: APIComponentInContainer = {
    type: ComponentType.ActionRow,
    components: [
      button(PRIVACY_ACTIONS.export, privacy.export),
      button(PRIVACY_ACTIONS.erase, privacy.erase, { style: ButtonStyle.Danger }),
      button(REPORT_ACTIONS.ask, privacy.report),
    ],
  };
  return payload(ACCENTS.waiting, [text(words.join('\n\n')), buttons]);
}

/**
 * Files of one press: the reply, and the follow-ups that Discord allows where the app is installed for the person alone,
 * less one in reserve. The next press has a token of its own.
 */
const FILES_AT_ONCE = 5;

/** All that is a person's, in files that this place takes, for them alone; a button goes on where these are too many. */
const EXPORT: Handler<MessageComponentInteraction> = {
  defer: 'private',
  async run(interaction, bot) {
    const { locale, user, customId } = interaction;
    const { privacy } = wordsFor(locale);
    const from = placeOf(parseCustomId(customId)?.subject ?? '');
    const data = await reaching(readPersonsData(bot.workshop, user.id));
    const limit = interaction.attachmentSizeLimit || LIMITS.attachmentBytes;
    let count = 0;
    for await (const zip of packed(data, limit, from)) {
      const last = ++count === FILES_AT_ONCE || zip.next === null;
      const message = exported(zip, privacy, last);
      if (count === 1) {
        await show(bot, interaction, message);
        continue;
      }
      try {
        await showBeside(bot, interaction, message);
      } catch (error) {
        // the first file is the reply, which a refusal would take the place of
        if (bot.closing.aborted) throw error;
        bot.log.error({ err: error, interactionId: interaction.id, count }, 'an export broke off');
        return sendDirectly(bot, user.id, {
          text: sentenceFor(locale, error),
          interactionId: interaction.id,
        });
      }
      if (last) break;
    }
    bot.log.info({ interactionId: interaction.id, files: count }, 'a person’s data was exported');
  },
};

/** last: of this press, so that where there is more it has the button that goes on */
function exported(
  { name, bytes, next }: Packed,
  { exported: told, exportAlt, exportMore, exportNext }: BotTexts['privacy'],
  last: boolean,
): Payload {
  const file = { name, data: bytes, contentType: 'application/zip', description: exportAlt };
  const words = [fill(told, { file: name })];
  const components: APIComponentInContainer[] = [
    { type: ComponentType.File, file: { url: `attachment://${name}` } },
  ];
  if (last && next !== null) {
    words.push(exportMore);
    const more = button(PRIVACY_ACTIONS.export, exportNext, { subject: placeText(next) });
    components.push({ type: ComponentType.ActionRow, components: [more] });
  }
  return payload(ACCENTS.done, [text(words.join(' ')), ...components], [file]);
}

const SURE = 'sure';

const ASK_ERASE: FormHandler<MessageComponentInteraction> = {
  async form({ locale }) {
    const { privacy } = wordsFor(locale);
    return {
      custom_id: buildCustomId(PRIVACY_ACTIONS.eraseForm),
      title: privacy.eraseTitle,
      components: [
        { type: ComponentType.TextDisplay, content: privacy.eraseWhat },
        {
          type: ComponentType.Label,
          label: privacy.eraseSure,
          component: {
            type: ComponentType.CheckboxGroup,
            custom_id: SURE,
            options: [{ value: 'yes', label: privacy.eraseYes }],
          },
        },
      ],
    };
  },
};

const ERASE: Handler<ModalSubmitInteraction> = {
  defer: 'private',
  async run(interaction, bot) {
    const jobs = await reaching(erasePerson(bot.workshop, interaction.user.id, { messages: true }));
    bot.log.info({ interactionId: interaction.id, jobs }, 'a person’s data was deleted');
    await show(bot, interaction, textMessage(wordsFor(interaction.locale).privacy.erased));
  },
};

type Style = ButtonStyle.Secondary | ButtonStyle.Danger;

function button(
  action: string,
  label: string,
  { style = ButtonStyle.Secondary, subject = '' }: { style?: Style; subject?: string } = {},
) {
  return { type: ComponentType.Button as const, style, label, custom_id: buildCustomId(action, subject) };
}

export const PRIVACY_COMPONENTS = {
  [PRIVACY_ACTIONS.export]: EXPORT,
  [PRIVACY_ACTIONS.erase]: ASK_ERASE,
};
export const PRIVACY_FORMS = { [PRIVACY_ACTIONS.eraseForm]: ERASE };

import { buildCustomId } from '@atelier/discord/reply/custom-id.ts';
import { reaching } from '@atelier/queue/database-retry.ts';
import type { Quota } from '@atelier/queue/quota.ts';
import { readSettings, writeSettings } from '@atelier/queue/settings.ts';
import {
  type APILabelComponent,
  ComponentType,
  type MessageComponentInteraction,
  type ModalSubmitInteraction,
  TextInputStyle,
} from 'discord.js';
import { AtelierError } from '../errors.ts';
import { show } from '../reply/answer.ts';
import type { FormHandler, Handler } from '../reply/handler.ts';
import { managedGuild } from '../submit/permissions.ts';
import { wordsFor } from '../words.ts';
import { QUOTA_KEYS, SET, settingsPanel } from './settings-panel.ts';

const FORM_ACTION = 'set-quota-form';
const ROLES = 'roles';
const MAX_DIGITS = 6;
/** tiers of a server: what its panel shows at a glance */
const MAX_TIERS = 10;

/** Asks what a role may paint. */
const ASK_QUOTA: FormHandler<MessageComponentInteraction> = {
  async form(interaction) {
    managedGuild(interaction);
    const { quota } = wordsFor(interaction.locale);
    const numbers = QUOTA_KEYS.map(
      (key): APILabelComponent => ({
        type: ComponentType.Label,
        label: quota[key],
        component: {
          type: ComponentType.TextInput,
          custom_id: key,
          style: TextInputStyle.Short,
          placeholder: quota.unlimited,
          max_length: MAX_DIGITS,
          required: false,
        },
      }),
    );
    return {
      custom_id: buildCustomId(FORM_ACTION),
      title: quota.title,
      components: [
        {
          type: ComponentType.Label,
          label: quota.roles,
          description: quota.rolesNote,
          component: {
            type: ComponentType.RoleSelect,
            custom_id: ROLES,
            min_values: 0,
            max_values: MAX_TIERS,
            required: false,
          },
        },
        ...numbers,
      ],
    };
  },
};

/** Nothing but empty fields takes the quota of those roles away. Errors: option.invalid, quota.count. */
const SET_QUOTA: Handler<ModalSubmitInteraction> = {
  defer: 'update',
  async run(interaction, bot) {
    const guildId = managedGuild(interaction);
    const given = Object.fromEntries(
      QUOTA_KEYS.map((key) => [
        key,
        numberIn(key, interaction.fields.getTextInputValue(key), interaction.locale),
      ]),
    ) as Quota;
    const chosen = [...(interaction.fields.getSelectedRoles(ROLES)?.keys() ?? [])];
    const roles = chosen.length > 0 ? chosen : [null];
    // as it is now: what is remembered may be what another bot has changed since
    const { quotas: before } = await reaching(readSettings(bot.workshop, guildId));
    const others = before.filter(({ role }) => !roles.some((one) => one === role));
    const empty = QUOTA_KEYS.every((key) => given[key] === null);
    const quotas = empty ? others : [...others, ...roles.map((role) => ({ role, ...given }))];
    if (quotas.length > MAX_TIERS) throw new AtelierError('quota.count', { limit: MAX_TIERS });
    const settings = await reaching(writeSettings(bot.workshop, guildId, { quotas }, interaction.user.id));
    bot.settings.put(guildId, settings);
    bot.log.info({ guildId, quotas, by: interaction.user.id }, 'quotas were changed');
    await show(bot, interaction, settingsPanel(settings, interaction.locale));
  },
};

/** Errors: option.invalid, under the field's own name. */
function numberIn(key: keyof Quota, text: string, locale: string): number | null {
  const written = text.trim();
  if (written === '') return null;
  if (/^\d+$/.test(written)) return Number(written);
  const option = wordsFor(locale).quota[key];
  const [min, max] = [0, 10 ** MAX_DIGITS - 1];
  throw new AtelierError('option.invalid', {
    option,
    kind: 'whole',
    min,
    max,
    received: written.slice(0, 50),
  });
}

export const QUOTA_COMPONENTS = { [SET.quota]: ASK_QUOTA };
export const QUOTA_FORMS = { [FORM_ACTION]: SET_QUOTA };

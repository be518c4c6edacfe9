import { type JobAction, parseCustomId } from '@atelier/discord/reply/custom-id.ts';
import type {
  ChatInputCommandInteraction,
  MessageComponentInteraction,
  MessageContextMenuCommandInteraction,
  ModalSubmitInteraction,
} from 'discord.js';
import { CANCEL } from '../buttons/cancel.ts';
import { COMPARE } from '../buttons/compare.ts';
import { DELETE, DELETE_FORM, DELETE_FORM_ACTION } from '../buttons/delete.ts';
import { LOSSES } from '../buttons/losses.ts';
import { AGAIN, ANOTHER_STYLE, HIGH, SHEET, STRONGER, TAKE, UPSCALE, WEAKER } from '../buttons/restyle.ts';
import { DEFAULTS, DEFAULTS_COMPONENTS } from '../features/defaults.ts';
import { HISTORY, HISTORY_ACTIONS, TURN_HISTORY } from '../features/history.ts';
import { SHOW_RESULT } from '../features/history-show.ts';
import { LEARN } from '../features/learn.ts';
import { PAINT_FORM, PAINT_FORM_ACTIONS, PAINT_MINE, PAINT_THESE } from '../features/paint-form.ts';
import { PRESETS, PRESETS_COMPONENTS } from '../features/presets.ts';
import { PRIVACY, PRIVACY_COMPONENTS, PRIVACY_FORMS } from '../features/privacy.ts';
import { CANCEL_IN_QUEUE, LOOK_AGAIN, QUEUE, QUEUE_ACTIONS } from '../features/queue.ts';
import { REPORT_COMPONENTS, REPORT_FORMS, REPORT_THIS } from '../features/report.ts';
import { SETTINGS, SETTINGS_COMPONENTS } from '../features/settings.ts';
import { QUOTA_COMPONENTS, QUOTA_FORMS } from '../features/settings-quota.ts';
import { STYLE } from '../features/style.ts';
import { FORM_COMPONENTS, STYLE_THIS } from '../features/style-this.ts';
import { GALLERY_COMPONENTS, STYLES } from '../features/styles.ts';
import { WORKERS } from '../features/workers.ts';
import type { Answered, FormHandler, Handler } from '../reply/handler.ts';
import { WORDS } from '../words.ts';

const { commands } = WORDS;

type ComponentHandler = Handler<MessageComponentInteraction> | FormHandler<MessageComponentInteraction>;

const CHAT_COMMANDS: ReadonlyMap<string, Handler<ChatInputCommandInteraction>> = new Map([
  [commands.style.name, STYLE],
  [commands.styles.name, STYLES],
  [commands.queue.name, QUEUE],
  [commands.history.name, HISTORY],
  [commands.workers.name, WORKERS],
  [commands.defaults.name, DEFAULTS],
  [commands.privacy.name, PRIVACY],
  [commands.settings.name, SETTINGS],
  [commands.learn.name, LEARN],
  [commands.presets.name, PRESETS],
]);

const MESSAGE_COMMANDS: ReadonlyMap<
  string,
  Handler<MessageContextMenuCommandInteraction> | FormHandler<MessageContextMenuCommandInteraction>
> = new Map<
  string,
  Handler<MessageContextMenuCommandInteraction> | FormHandler<MessageContextMenuCommandInteraction>
>([
  [commands.styleThis.name, STYLE_THIS],
  [commands.paintThese.name, PAINT_THESE],
  [commands.reportThis.name, REPORT_THIS],
]);

/** Forms that were sent. */
const FORMS: ReadonlyMap<string, Handler<ModalSubmitInteraction>> = new Map([
  [DELETE_FORM_ACTION, DELETE_FORM],
  [PAINT_FORM_ACTIONS.mine, PAINT_FORM],
  [PAINT_FORM_ACTIONS.message, PAINT_FORM],
  ...Object.entries({ ...PRIVACY_FORMS, ...REPORT_FORMS, ...QUOTA_FORMS }),
]);

/** Buttons and selects under a job's messages. */
const JOB_COMPONENTS = {
  again: AGAIN,
  sheet: SHEET,
  take: TAKE,
  high: HIGH,
  upscale: UPSCALE,
  mine: PAINT_MINE,
  stronger: STRONGER,
  weaker: WEAKER,
  style: ANOTHER_STYLE,
  compare: COMPARE,
  losses: LOSSES,
  delete: DELETE,
  cancel: CANCEL,
} satisfies Record<JobAction, ComponentHandler>;

/** Those of lists and galleries. */
const LIST_COMPONENTS: Readonly<Record<string, ComponentHandler>> = {
  [QUEUE_ACTIONS.look]: LOOK_AGAIN,
  [QUEUE_ACTIONS.cancel]: CANCEL_IN_QUEUE,
  [HISTORY_ACTIONS.page]: TURN_HISTORY,
  [HISTORY_ACTIONS.show]: SHOW_RESULT,
};

/** Buttons and selects by the action that their custom id names. */
const COMPONENTS: ReadonlyMap<string, ComponentHandler> = new Map(
  Object.entries<ComponentHandler>({
    ...JOB_COMPONENTS,
    ...FORM_COMPONENTS,
    ...GALLERY_COMPONENTS,
    ...LIST_COMPONENTS,
    ...SETTINGS_COMPONENTS,
    ...PRESETS_COMPONENTS,
    ...DEFAULTS_COMPONENTS,
    ...PRIVACY_COMPONENTS,
    ...REPORT_COMPONENTS,
    ...QUOTA_COMPONENTS,
  }),
);

/** Who answers this interaction; undefined for what this version does not know. */
export function handlerOf(interaction: Answered): Handler<Answered> | FormHandler<Answered> | undefined {
  // each map holds handlers of the very type of interaction that is looked up in it
  return find(interaction) as Handler<Answered> | FormHandler<Answered> | undefined;
}

function find(interaction: Answered): unknown {
  if (interaction.isChatInputCommand()) return CHAT_COMMANDS.get(interaction.commandName);
  if (interaction.isMessageContextMenuCommand()) return MESSAGE_COMMANDS.get(interaction.commandName);
  if (interaction.isMessageComponent())
    return COMPONENTS.get(parseCustomId(interaction.customId)?.action ?? '');
  if (interaction.isModalSubmit()) return FORMS.get(parseCustomId(interaction.customId)?.action ?? '');
  return undefined;
}

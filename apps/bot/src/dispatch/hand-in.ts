import {
  type APIInteraction,
  ApplicationCommandType,
  AutocompleteInteraction,
  ButtonInteraction,
  ChannelSelectMenuInteraction,
  ChatInputCommandInteraction,
  type Client,
  ComponentType,
  Events,
  type Interaction,
  InteractionType,
  MentionableSelectMenuInteraction,
  MessageContextMenuCommandInteraction,
  ModalSubmitInteraction,
  RoleSelectMenuInteraction,
  StringSelectMenuInteraction,
  UserSelectMenuInteraction,
} from 'discord.js';

type InteractionClass = Parameters<typeof Reflect.construct>[0];

const COMMANDS: Readonly<Record<number, InteractionClass>> = {
  [ApplicationCommandType.ChatInput]: ChatInputCommandInteraction,
  [ApplicationCommandType.Message]: MessageContextMenuCommandInteraction,
};

const COMPONENTS: typeof COMMANDS = {
  [ComponentType.Button]: ButtonInteraction,
  [ComponentType.StringSelect]: StringSelectMenuInteraction,
  [ComponentType.UserSelect]: UserSelectMenuInteraction,
  [ComponentType.RoleSelect]: RoleSelectMenuInteraction,
  [ComponentType.MentionableSelect]: MentionableSelectMenuInteraction,
  [ComponentType.ChannelSelect]: ChannelSelectMenuInteraction,
};

/**
 * Hands on a payload that did not come by the gateway: as one of the classes that discord.js exports, by the event
 * that it emits for those of the gateway. Why not otherwise: docs/decisions/0001-interactions.md. What is of no kind
 * that we register is passed over, as discord.js does: false.
 */
export function handIn(client: Client, payload: APIInteraction): boolean {
  const kind = classOf(payload);
  if (kind === undefined) return false;
  // without a gateway there is no application in the cache for discord.js to note entitlements in
  const interaction: Interaction = Reflect.construct(kind, [client, { ...payload, entitlements: [] }]);
  return client.emit(Events.InteractionCreate, interaction);
}

function classOf(payload: APIInteraction): InteractionClass | undefined {
  switch (payload.type) {
    case InteractionType.ApplicationCommand:
      return COMMANDS[payload.data.type];
    case InteractionType.MessageComponent:
      return COMPONENTS[payload.data.component_type];
    case InteractionType.ApplicationCommandAutocomplete:
      return AutocompleteInteraction;
    case InteractionType.ModalSubmit:
      return ModalSubmitInteraction;
    default:
      return undefined;
  }
}

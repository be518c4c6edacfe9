import { ComponentType, InteractionType } from 'discord-api-types/v10';
import { walk } from '../checks/components.ts';
import type { World } from '../world.ts';
import type { Delivery } from './delivery.ts';
import type { Interaction } from './interaction.ts';
import { payload } from './payload.ts';
import { checkChosen } from './press.ts';
import { Resolved } from './resolved.ts';
import { CannotSend, circumstances, deliver, type PhotoUpload, type Sender } from './sender.ts';

/** What a person put into a modal, by custom_id: text, what was chosen, or files. */
export type ModalValues = Record<string, string | string[] | PhotoUpload[]>;

/** `interactionId`: of the interaction that the modal answered; its person submits, from where it was opened. */
export interface Submission extends Omit<Sender, 'user' | 'installation' | 'channelId'> {
  interactionId: string;
  /** Fields that are left out stay as the bot filled them. */
  values?: ModalValues;
}

type Component = Record<string, unknown>;

/** Submits a modal; the bot gets an interaction of type 5. */
export function submitModal(world: World, delivery: Delivery, given: Submission): Interaction {
  const opener = world.interactions.get(given.interactionId);
  if (!opener?.modal) throw new CannotSend('There is no such dialog any more.');
  const { modal } = opener;
  const { channel, user, common } = circumstances(world, {
    locale: String(opener.payload.locale),
    ...given,
    user: opener.user.username,
    channelId: opener.channelId,
  });
  const values = given.values ?? {};
  const known = [...walk(modal.components, [])].map(({ component }) => component.custom_id);
  const stranger = Object.keys(values).find((id) => !known.includes(id));
  if (stranger) throw new CannotSend(`The dialog has no field ${stranger}.`);
  const resolved = new Resolved(world, channel);
  let next = 1;
  const finish = (component: Component): Component => {
    const id = Number(component.id) || next++;
    const type = Number(component.type);
    if (Array.isArray(component.components))
      return { type, id, components: component.components.map(finish) };
    if (component.component) return { type, id, component: finish(component.component as Component) };
    if (type === ComponentType.TextDisplay) return { type, id };
    const value = values[String(component.custom_id)];
    return {
      type,
      id,
      custom_id: component.custom_id,
      ...filled(world, component, value, channel.id, resolved),
    };
  };
  const data = { custom_id: modal.customId, components: modal.components.map(finish), ...resolved.field };
  const source = opener.sourceId ? world.messages.get(opener.sourceId) : undefined;
  const message = source && world.messages.view(source);
  const sent = payload(world, { ...common, type: InteractionType.ModalSubmit, data, message });
  return deliver(world, delivery, sent, {
    user,
    channel,
    name: modal.customId,
    userInstalled: opener.userInstalled,
    sourceId: source?.id ?? null,
    parentId: opener.id,
  });
}

/** `value` or `values` of one field, within the bounds that Discord's client keeps to. */
function filled(
  world: World,
  field: Component,
  given: ModalValues[string] | undefined,
  channelId: string,
  resolved: Resolved,
): object {
  const type = Number(field.type);
  const needed = field.required !== false;
  if (type === ComponentType.TextInput) {
    const value = String(given ?? field.value ?? '');
    const size = [...value].length;
    const least = Number(field.min_length ?? 0);
    const most = Number(field.max_length ?? 4_000);
    if (needed && size === 0) throw new CannotSend(`${field.custom_id} is required.`);
    if (size > 0 && (size < least || size > most))
      throw new CannotSend(`${field.custom_id} takes ${least} to ${most} characters.`);
    return { value };
  }
  if (type === ComponentType.Checkbox)
    return { value: given === undefined ? field.default === true : given === 'true' };
  const chosen = given === undefined ? preset(field) : Array.isArray(given) ? given : [given];
  if (type === ComponentType.RadioGroup) {
    if (chosen.length === 0 && !needed) return { value: null };
    checkChosen(field, chosen as string[], resolved);
    return { value: chosen[0] };
  }
  if (chosen.length === 0 && !needed) return { values: [] };
  if (type !== ComponentType.FileUpload) {
    // a group of boxes takes as many as it has, unless it says otherwise
    const most = type === ComponentType.CheckboxGroup ? (field.options as unknown[]).length : 1;
    checkChosen({ max_values: most, ...field }, chosen as string[], resolved);
    return { values: chosen };
  }
  const files = (chosen as PhotoUpload[]).map((file) =>
    world.files.add({ name: file.fileName, bytes: file.bytes }, channelId, true),
  );
  const least = Number(field.min_values ?? 1);
  const most = Number(field.max_values ?? 1);
  if (files.length < least || files.length > most)
    throw new CannotSend(`${field.custom_id} takes ${least} to ${most} files.`);
  for (const file of files) resolved.attachment(file);
  return { values: files.map((file) => file.id) };
}

/** What a select stands on before anybody touches it. */
const preset = (field: Component): string[] => {
  const options = (field.options as { value: string; default?: boolean }[] | undefined) ?? [];
  const ids = (field.default_values as { id: string }[] | undefined) ?? [];
  return [
    ...options.filter((option) => option.default).map((option) => option.value),
    ...ids.map(({ id }) => id),
  ];
};

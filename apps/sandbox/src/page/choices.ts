import type { ChatState } from '../chat/model.ts';

/** A select of a message or a modal: fixed options (type 3), or people, roles, both, channels (5 to 8). */
export interface Select {
  type: number;
  custom_id: string;
  placeholder?: string;
  disabled?: boolean;
  required?: boolean;
  min_values?: number;
  max_values?: number;
  options?: {
    label: string;
    value: string;
    description?: string;
    emoji?: { name?: string };
    default?: boolean;
  }[];
  default_values?: { id: string }[];
}

export interface Choice {
  label: string;
  value: string;
  detail: string;
}

/** What can be chosen. */
export function choicesOf(select: Select, state: ChatState): Choice[] {
  const people = state.people.map(({ id, name }) => ({ label: name, value: id, detail: '' }));
  const roles = state.roles.map(({ id, name }) => ({
    label: name.startsWith('@') ? name : `@${name}`,
    value: id,
    detail: '',
  }));
  switch (select.type) {
    case 5:
      return people;
    case 6:
      return roles;
    case 7:
      return [...people, ...roles];
    case 8:
      return state.channels
        .filter((channel) => channel.kind === 'room')
        .map(({ id, name }) => ({ label: `#${name}`, value: id, detail: '' }));
    default:
      return (select.options ?? []).map(({ label, value, description, emoji }) => ({
        label: emoji?.name ? `${emoji.name} ${label}` : label,
        value,
        detail: description ?? '',
      }));
  }
}

/** What it stands on before anybody touches it. */
export const presetOf = (select: Select): string[] => [
  ...(select.options ?? []).filter((option) => option.default).map((option) => option.value),
  ...(select.default_values ?? []).map(({ id }) => id),
];

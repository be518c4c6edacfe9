import { parseCustomId } from '@atelier/discord/reply/custom-id.ts';
import type { ComponentType, Message } from 'discord.js';
import { AtelierError } from '../errors.ts';
import { AUTOMATIC } from '../submit/personal.ts';
import type { Picture } from './style-this-pictures.ts';

/** Actions of the form's custom ids. */
export const FORM = {
  picture: 'form-picture',
  preset: 'form-preset',
  quality: 'form-quality',
  paint: 'form-paint',
} as const;

/** What the form holds. It is kept nowhere but in the form's own message, so that it lives through restarts. */
export interface FormState {
  pictures: Pick<Picture, 'url' | 'spoiler'>[];
  /** false: it is still to be said which of the pictures are meant */
  chosen: boolean;
  preset: string | null;
  quality: string;
}

type Component = {
  type: ComponentType;
  custom_id?: string;
  components?: Component[];
  items?: { media: { url: string }; spoiler?: boolean }[];
  options?: { value: string; default?: boolean }[];
};

/** Reads the form back from its message. Errors: form.stale when it is none that this version knows. */
export function readForm(message: Message): FormState {
  const components = flat(message.components.map((component) => component.toJSON() as Component));
  const pictures = components.flatMap(({ items = [] }) =>
    items.map(({ media, spoiler = false }) => ({ url: media.url, spoiler })),
  );
  if (pictures.length === 0) throw new AtelierError('form.stale');
  const select = (action: string) =>
    components.find(({ custom_id: id }) => id !== undefined && parseCustomId(id)?.action === action);
  const value = (action: string) => select(action)?.options?.find((option) => option.default)?.value;
  return {
    pictures,
    chosen: select(FORM.picture) === undefined,
    preset: value(FORM.preset) ?? null,
    quality: value(FORM.quality) ?? AUTOMATIC,
  };
}

function flat(components: readonly Component[]): Component[] {
  return components.flatMap((component) => [component, ...flat(component.components ?? [])]);
}

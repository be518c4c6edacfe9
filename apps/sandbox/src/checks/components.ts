/** What Discord's documentation says of components, and its description does not ("Component Reference"). */
import { ComponentType } from 'discord-api-types/v10';
import type { Limits } from '../limits.ts';
import { isRecord, noLonger, type Path, type Problems, records, require } from './check.ts';

/** Every component, nested ones and accessories too, with its place. */
export function* walk(
  components: unknown,
  at: Path,
): Generator<{ component: Record<string, unknown>; at: Path }> {
  for (const [index, component] of records(components)) {
    const here = [...at, index];
    yield { component, at: here };
    yield* walk(component.components, [...here, 'components']);
    for (const part of ['accessory', 'component'])
      if (isRecord(component[part])) yield { component: component[part], at: [...here, part] };
  }
}

/** The components of a message. */
export function checkComponents(components: unknown, v2: boolean, limits: Limits, problems: Problems): void {
  if (!v2) checkOlder(components, limits, problems);
  for (const { component, at } of walk(components, ['components'])) {
    if (component.type === ComponentType.ActionRow) checkWidth(component, at, problems);
    if (component.type === ComponentType.Button) checkButton(component, at, problems);
    if (component.type === ComponentType.File)
      checkScheme(component.file, [...at, 'file'], ATTACHED, problems);
    checkScheme(component.media, [...at, 'media'], MEDIA, problems);
    for (const [index, item] of records(component.items))
      checkScheme(item.media, [...at, 'items', index, 'media'], MEDIA, problems);
  }
  checkTogether(components, v2, limits, problems);
}

/** Without the flag IS_COMPONENTS_V2: rows only, and five of them. */
function checkOlder(components: unknown, limits: Limits, problems: Problems): void {
  if (Array.isArray(components)) noLonger(components.length, limits.rows, ['components'], problems);
  for (const [index, { type }] of records(components))
    if (type !== ComponentType.ActionRow)
      problems.add(
        ['components', index, 'type'],
        'UNION_TYPE_CHOICES',
        'Value of field "type" must be one of (1).',
      );
}

/** A row holds up to five buttons, or one select. */
function checkWidth({ components }: Record<string, unknown>, at: Path, problems: Problems): void {
  const inside = records(components);
  if (inside.length > 1 && inside.some(([, { type }]) => type !== ComponentType.Button))
    problems.add(
      [...at, 'components'],
      'COMPONENT_LAYOUT_WIDTH_EXCEEDED',
      'The specified component exceeds the maximum width',
    );
}

/** Link buttons have a `url` and no `custom_id`, premium ones a `sku_id`, the others a `custom_id`; a label or emoji too. */
function checkButton(button: Record<string, unknown>, at: Path, problems: Problems): void {
  require(button, button.style === 5 ? 'url' : button.style === 6 ? 'sku_id' : 'custom_id', at, problems);
  if (button.style === 6) return;
  if (button.style === 5) checkScheme(button, at, ['https:', 'http:', 'discord:'], problems);
  if (button.style === 5 && button.custom_id)
    problems.add(
      [...at, 'custom_id'],
      'BUTTON_COMPONENT_CUSTOM_ID_AND_URL',
      'A custom id and url cannot both be specified',
    );
  if (!button.label && !button.emoji)
    problems.add(at, 'BUTTON_COMPONENT_INVALID_LABEL', 'A button must have a label or an emoji');
}

/** Of pictures and files that are shown: uploads, or addresses of the web ("Unfurled Media Item"). */
export const MEDIA = ['https:', 'http:', 'attachment:'];
const ATTACHED = ['attachment:'];

/** The description asks for some address; which schemes there may be, the documentation says. */
export function checkScheme(holder: unknown, at: Path, schemes: readonly string[], problems: Problems): void {
  if (!isRecord(holder) || typeof holder.url !== 'string' || !URL.canParse(holder.url)) return;
  const { protocol } = new URL(holder.url);
  if (!schemes.includes(protocol))
    problems.add(
      [...at, 'url'],
      'URL_TYPE_INVALID_SCHEME',
      `Scheme "${protocol.slice(0, -1)}" is not supported. Scheme must be one of (${schemes.map((s) => `'${s.slice(0, -1)}'`).join(', ')}).`,
    );
}

/** What holds for all components of a message together: number, text, unique custom_ids and ids. */
export function checkTogether(components: unknown, v2: boolean, limits: Limits, problems: Problems): void {
  const customIds = new Set<unknown>();
  const ids = new Set<unknown>();
  let count = 0;
  let characters = 0;
  for (const { component, at } of walk(components, ['components'])) {
    count++;
    if (component.type === ComponentType.TextDisplay)
      characters += [...String(component.content ?? '')].length;
    if (component.custom_id !== undefined && customIds.has(component.custom_id))
      problems.add(
        [...at, 'custom_id'],
        'COMPONENT_CUSTOM_ID_DUPLICATED',
        'Component custom id cannot be duplicated',
      );
    if (component.id && ids.has(component.id))
      problems.add([...at, 'id'], 'COMPONENT_ID_DUPLICATED', 'Component id cannot be duplicated');
    customIds.add(component.custom_id);
    ids.add(component.id);
  }
  if (v2 && count > limits.components)
    problems.add(
      ['components'],
      'COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED',
      `The maximum number of components is ${limits.components}; received ${count}`,
    );
  if (v2 && characters > limits.componentsText)
    problems.add(
      ['components'],
      'COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED',
      `The text of all components is limited to ${limits.componentsText} characters; received ${characters}`,
    );
}

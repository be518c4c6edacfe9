import { ComponentType } from 'discord-api-types/v10';
import type { Limits } from '../limits.ts';
import { isRecord, type Path, type Problems } from './check.ts';

/** Every component, nested ones and accessories too, with its place. */
export function* walk(
  components: unknown,
  at: Path,
): Generator<{ component: Record<string, unknown>; at: Path }> {
  if (!Array.isArray(components)) return;
  for (const [index, component] of components.entries()) {
    if (!isRecord(component)) continue;
    const here = [...at, index];
    yield { component, at: here };
    yield* walk(component.components, [...here, 'components']);
    for (const part of ['accessory', 'component'])
      if (isRecord(component[part])) yield { component: component[part], at: [...here, part] };
  }
}

/** What holds for all components of a message together: number, text, unique custom_ids and ids. */
export function checkTogether(
  components: unknown,
  v2: boolean,
  limits: Limits,
  problems: Problems,
  place: Path = ['components'],
): void {
  const customIds = new Set<unknown>();
  const ids = new Set<unknown>();
  let count = 0;
  let characters = 0;
  for (const { component, at } of walk(components, place)) {
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

/** What Discord's documentation says of modals, and its description does not ("Modal", "Text Input", "Label"). */
import { ComponentType } from 'discord-api-types/v10';
import type { Limits } from '../limits.ts';
import { isRecord, noLonger, type Path, Problems, records, require } from './check.ts';
import { checkTogether, walk } from './components.ts';
import { checkDescribed } from './described.ts';

/** Most characters that a text input can hold. */
const MOST_TEXT = 4_000;

/** Throws 50035 when Discord would not open this modal. */
export function checkModal(data: unknown, limits: Limits): void {
  const problems = new Problems();
  checkDescribed('ModalInteractionCallbackRequestData', data, [], problems);
  const components = isRecord(data) ? data.components : undefined;
  const place = ['components'];
  if (Array.isArray(components)) noLonger(components.length, limits.modalComponents, place, problems);
  for (const [index, row] of records(components)) checkRow(row, [...place, index], problems);
  for (const { component, at } of walk(components, place)) checkField(component, at, problems);
  checkTogether(components, false, limits, problems);
  problems.throwIfAny();
}

/** The older form, a row, has one text input that carries its own label; in a label, it has none of its own. */
function checkRow(row: Record<string, unknown>, at: Path, problems: Problems): void {
  const { type, components, component } = row;
  if (type === ComponentType.ActionRow && Array.isArray(components)) {
    noLonger(components.length, 1, [...at, 'components'], problems);
    for (const [index, input] of records(components))
      if (input.type === ComponentType.TextInput)
        require(input, 'label', [...at, 'components', index], problems);
  }
  if (isRecord(component) && component.type === ComponentType.TextInput && component.label != null)
    problems.add(
      [...at, 'component', 'label'],
      'BASE_TYPE_CHOICES',
      'A text input in a label has no label of its own',
    );
}

function checkField(field: Record<string, unknown>, at: Path, problems: Problems): void {
  const { type, options, min_length, max_length } = field;
  if (type === ComponentType.RadioGroup && records(options).filter(([, one]) => one.default).length > 1)
    problems.add([...at, 'options'], 'SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES', 'Only one can be chosen');
  if (Number(min_length ?? 0) > Number(max_length ?? MOST_TEXT))
    problems.add(
      [...at, 'min_length'],
      'MIN_GREATER_THAN_MAX',
      'min_length cannot be greater than max_length',
    );
}

import type { JSX } from 'preact';
import type { ChatOption } from '../chat/model.ts';
import { Icon } from './icons.tsx';

/** Types of options that name a thing by its id: their choices are many. */
const BY_ID = [6, 7, 8, 9];

/**
 * Required options, the first that is looked up by its name, and the first of few fixed choices stand there from the start;
 * the others come when asked for.
 */
export function standThere(options: readonly ChatOption[]): ChatOption[] {
  const chosen = options.find(
    ({ required, choices, type }) => !required && choices.length > 0 && !BY_ID.includes(type),
  );
  const looked = options.find(({ autocomplete }) => autocomplete);
  return options.filter((option) => option.required || option === looked || option === chosen);
}

/** The options that are not there from the start, each a switch. */
export function FurtherOptions({
  options,
  shown,
  toggle,
}: {
  options: ChatOption[];
  shown: readonly string[];
  toggle: (name: string) => void;
}): JSX.Element {
  return (
    <p class="more">
      {options.map(({ name, label, description }) => (
        <button
          key={name}
          type="button"
          title={description}
          aria-pressed={shown.includes(name)}
          onClick={() => toggle(name)}
        >
          <Icon name={shown.includes(name) ? 'close' : 'plus'} size={13} /> {label}
        </button>
      ))}
    </p>
  );
}

import type { JSX } from 'preact';
import type { FieldProps } from './options.ts';
import { useWords } from './words/words.ts';

/** More choices than this become a menu. */
const MOST_BUTTONS = 4;

/** An option with fixed choices: side by side when few. Pressing the chosen one of an optional option clears it. */
export function ChoiceField({ option, value, set, wrong }: FieldProps): JSX.Element {
  const { choice: words } = useWords();
  if (option.choices.length > MOST_BUTTONS)
    return (
      <label class="field">
        <span>{option.label}</span>
        <select
          data-option={option.name}
          value={value === undefined ? '' : String(value)}
          aria-invalid={wrong}
          onChange={(event) =>
            set(option.choices.find((c) => String(c.value) === event.currentTarget.value)?.value)
          }
        >
          <option value="">{option.required ? words.choose : words.usual}</option>
          {option.choices.map((choice) => (
            <option key={choice.value} value={String(choice.value)}>
              {choice.name}
            </option>
          ))}
        </select>
      </label>
    );
  return (
    <fieldset class="field choices">
      <legend>{option.label}</legend>
      <div class="segments">
        {option.choices.map((choice) => (
          <label key={choice.value} class={choice.value === value ? 'on' : ''}>
            <input
              type="radio"
              name={option.name}
              data-option={option.name}
              value={String(choice.value)}
              checked={choice.value === value}
              onChange={() => set(choice.value)}
              onClick={() => choice.value === value && !option.required && set(undefined)}
            />
            {choice.name}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

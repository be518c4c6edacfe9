import type { JSX } from 'preact';
import type { ChatOption } from '../chat/model.ts';
import { ChoiceField } from './field-choice.tsx';
import { PhotoField } from './field-photo.tsx';
import { SuggestField } from './field-suggest.tsx';
import { ATTACHMENT, BOOLEAN, type FieldProps, INTEGER, NUMBER } from './options.ts';

/** The control for one option of a command. */
export function Field(props: FieldProps): JSX.Element {
  const { option } = props;
  if (option.type === ATTACHMENT) return <PhotoField {...props} />;
  if (option.choices.length > 0) return <ChoiceField {...props} />;
  if (option.autocomplete) return <SuggestField {...props} />;
  if (option.type === BOOLEAN) return <BooleanField {...props} />;
  return <PlainField {...props} />;
}

function PlainField({ option, value, set, wrong }: FieldProps): JSX.Element {
  const numeric = option.type === INTEGER || option.type === NUMBER;
  const read = (written: string) => (written === '' ? undefined : numeric ? Number(written) : written);
  return (
    <label class="field">
      <span>{option.label}</span>
      <input
        {...(numeric ? { type: 'number' as const } : { type: 'text' as const, list: undefined })}
        data-option={option.name}
        value={value === undefined ? '' : String(value)}
        min={option.min}
        max={option.max}
        step={option.type === INTEGER ? 1 : undefined}
        placeholder={rangeOf(option) ?? option.description}
        title={option.description}
        aria-invalid={wrong}
        onInput={(event) => set(read(event.currentTarget.value))}
      />
    </label>
  );
}

/** `0–100`: in a field for a number there is no room for words, which stand above while it has the focus. */
const rangeOf = ({ min, max }: ChatOption): string | undefined =>
  min === undefined || max === undefined ? undefined : `${min}–${max}`;

function BooleanField({ option, value, set }: FieldProps): JSX.Element {
  return (
    <label class="field check" title={option.description}>
      <input
        type="checkbox"
        data-option={option.name}
        checked={value === true}
        onChange={(event) => set(event.currentTarget.checked)}
      />
      <span>{option.label}</span>
    </label>
  );
}

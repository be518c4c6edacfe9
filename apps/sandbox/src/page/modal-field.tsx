import type { JSX } from 'preact';
import type { ChatState } from '../chat/model.ts';
import { choicesOf, type Select } from './choices.ts';
import { Checks, SingleSelect } from './select.tsx';
import type { Filled } from './send.ts';
import { useWords } from './words/words.ts';

export interface Part {
  type: number;
  custom_id: string;
  label?: string;
  description?: string | undefined;
  content?: string;
  required?: boolean;
  component?: Part;
  components?: Part[];
}

export interface TextInput extends Part {
  /** 1 one line, 2 a paragraph. */
  style: number;
  value?: string;
  placeholder?: string;
  min_length?: number;
  max_length?: number;
}

interface Props {
  label: string;
  description?: string | undefined;
  part: Part;
  state: ChatState;
  value: Filled[string] | undefined;
  set: (value: Filled[string]) => void;
}

const TEXT_INPUT = 4;
const FILE = 19;
const RADIO = 21;
const BOXES = 22;
const BOX = 23;

/** One field of a dialog with its label. */
export function ModalField(props: Props): JSX.Element {
  const { label, description, part } = props;
  const { required } = useWords().modal;
  const id = `field-${part.custom_id}`;
  const many =
    part.type === RADIO ||
    part.type === BOXES ||
    (part.type !== TEXT_INPUT && part.type !== FILE && ((part as unknown as Select).max_values ?? 1) > 1);
  const words = (
    <>
      {label}
      {part.required !== false && part.type !== BOX && <span class="needed"> {required}</span>}
      {description && <small class="modal-note">{description}</small>}
    </>
  );
  return (
    <div class="modal-field">
      {many ? <p class="modal-label">{words}</p> : <label for={id}>{words}</label>}
      <Control {...props} id={id} many={many} />
    </div>
  );
}

function Control({ part, state, value, set, id, many }: Props & { id: string; many: boolean }): JSX.Element {
  if (part.type === TEXT_INPUT)
    return <TextControl part={part as TextInput} value={value} set={set} id={id} />;
  if (part.type === FILE)
    return (
      <input
        id={id}
        type="file"
        required={part.required !== false}
        multiple={((part as unknown as Select).max_values ?? 1) > 1}
        onChange={(event) => set([...(event.currentTarget.files ?? [])])}
      />
    );
  if (part.type === BOX)
    return (
      <input
        id={id}
        type="checkbox"
        class="modal-box"
        checked={value === 'true'}
        onChange={(event) => set(String(event.currentTarget.checked))}
      />
    );
  if (part.type === RADIO)
    return <Radios part={part as unknown as Select} value={value as string[] | undefined} set={set} />;
  const select = boxed(part as unknown as Select);
  const choices = choicesOf(select, state);
  const chosen = (value ?? []) as string[];
  if (many) return <Checks select={select} choices={choices} value={chosen} set={set} />;
  return (
    <SingleSelect
      select={select}
      choices={choices}
      value={chosen[0] ?? ''}
      set={(one) => set(one === '' ? [] : [one])}
      id={id}
    />
  );
}

/** A group of boxes takes as many as it has, unless it says otherwise. */
function boxed(part: Select): Select {
  return (part as unknown as Part).type === BOXES ? { max_values: part.options?.length ?? 1, ...part } : part;
}

function Radios({
  part,
  value = [],
  set,
}: {
  part: Select;
  value: string[] | undefined;
  set: (value: string[]) => void;
}): JSX.Element {
  return (
    <fieldset class="modal-radios">
      {(part.options ?? []).map((option) => (
        <label key={option.value}>
          <input
            type="radio"
            name={part.custom_id}
            required={(part as unknown as Part).required !== false}
            checked={value[0] === option.value}
            onChange={() => set([option.value])}
          />
          <span>
            {option.label}
            {option.description && <small class="modal-note">{option.description}</small>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function TextControl({
  part,
  value,
  set,
  id,
}: {
  part: TextInput;
  value: Filled[string] | undefined;
  set: (value: string) => void;
  id: string;
}): JSX.Element {
  const common = {
    id,
    value: String(value ?? ''),
    placeholder: part.placeholder,
    required: part.required !== false,
    minLength: part.min_length || undefined,
    maxLength: part.max_length,
  };
  return part.style === 2 ? (
    <textarea {...common} rows={4} onInput={(event) => set(event.currentTarget.value)} />
  ) : (
    <input {...common} type="text" onInput={(event) => set(event.currentTarget.value)} />
  );
}

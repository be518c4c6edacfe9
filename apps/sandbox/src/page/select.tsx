import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ChatMessage, ChatState } from '../chat/model.ts';
import { type Choice, choicesOf, presetOf, type Select } from './choices.ts';
import { Icon } from './icons.tsx';
import { pressComponent } from './send.ts';
import { useSent } from './sent.ts';
import { useWords } from './words/words.ts';

export function SelectView({
  select,
  message,
  state,
}: {
  select: Select;
  message: ChatMessage;
  state: ChatState;
}): JSX.Element {
  const { waiting, problem, send } = useSent(state.interactions);
  const choices = choicesOf(select, state);
  const choose = (values: string[]) =>
    send(pressComponent({ messageId: message.id, customId: select.custom_id, values }));
  const single = (select.max_values ?? 1) === 1 && (select.min_values ?? 1) === 1;
  return (
    <span class="button-frame select-frame" aria-busy={waiting}>
      {single ? (
        <SingleSelect
          select={select}
          choices={choices}
          value={presetOf(select)[0] ?? ''}
          set={(value) => value !== '' && choose([value])}
        />
      ) : (
        <ManySelect select={select} choices={choices} choose={choose} />
      )}
      {problem && (
        <span class="problem" role="alert">
          {problem}
        </span>
      )}
    </span>
  );
}

export function SingleSelect({
  select,
  choices,
  value,
  set,
  id,
}: {
  select: Select;
  choices: Choice[];
  value: string;
  set: (value: string) => void;
  /** Of the control, where a label stands beside it. */
  id?: string;
}): JSX.Element {
  const { choice: words } = useWords();
  return (
    <select
      class="select"
      id={id}
      aria-label={id ? undefined : (select.placeholder ?? words.choose)}
      disabled={select.disabled}
      value={value}
      onChange={(event) => set(event.currentTarget.value)}
    >
      <option value="">{select.placeholder ?? words.choose}</option>
      {choices.map((choice) => (
        <option key={choice.value} value={choice.value}>
          {choice.detail ? `${choice.label} · ${choice.detail}` : choice.label}
        </option>
      ))}
    </select>
  );
}

/** Several of the choices: a box that unfolds; what is chosen is sent when it folds. */
function ManySelect({
  select,
  choices,
  choose,
}: {
  select: Select;
  choices: Choice[];
  choose: (values: string[]) => void;
}): JSX.Element {
  const { choice: texts } = useWords();
  const stored = presetOf(select);
  const [chosen, setChosen] = useState(stored);
  const box = useRef<HTMLDetailsElement>(null);
  useEffect(() => setChosen(stored), [stored.join()]);
  const words = choices.filter((choice) => chosen.includes(choice.value)).map((choice) => choice.label);
  const done = () => {
    if (box.current) box.current.open = false;
    choose(chosen);
  };
  return (
    <details class="many" ref={box}>
      <summary class="select" aria-disabled={select.disabled}>
        <span>{words.join(', ') || select.placeholder || texts.choose}</span>
        <Icon name="chevron" size={16} />
      </summary>
      <div class="many-box">
        <Checks select={select} choices={choices} value={chosen} set={setChosen} />
        <button type="button" class="button primary" onClick={done}>
          {texts.done}
        </button>
      </div>
    </details>
  );
}

/** A checkbox for each choice; no more than the select takes. */
export function Checks({
  select,
  choices,
  value,
  set,
}: {
  select: Select;
  choices: Choice[];
  value: string[];
  set: (value: string[]) => void;
}): JSX.Element {
  const { choice: words } = useWords();
  const most = select.max_values ?? 1;
  return (
    <fieldset class="checks" aria-label={select.placeholder ?? words.choices}>
      {choices.map((choice) => (
        <label key={choice.value}>
          <input
            type="checkbox"
            checked={value.includes(choice.value)}
            disabled={!value.includes(choice.value) && value.length >= most}
            onChange={(event) =>
              set(
                event.currentTarget.checked
                  ? [...value, choice.value]
                  : value.filter((one) => one !== choice.value),
              )
            }
          />
          <span>
            {choice.label}
            {choice.detail && <small>{choice.detail}</small>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

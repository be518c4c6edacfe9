import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { AutocompleteChoice } from '../interactions/interaction.ts';
import type { FieldProps } from './options.ts';
import { suggestions } from './send.ts';
import { fill, useWords } from './words/words.ts';

/** Pause in typing before the bot is asked, ms. */
const PAUSE_MS = 120;
/** Pixels between a list and the edge of the window. */
const EDGE = 20;

/** A text option whose suggestions come from the bot, by autocomplete interactions (an ARIA combobox). */
export function SuggestField(props: FieldProps): JSX.Element {
  const { option, value, set, command, channelId, values, wrong } = props;
  const { choice: words } = useWords();
  const [written, setWritten] = useState('');
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const { choices, asking } = useSuggestions(open ? written : null, {
    command,
    channelId,
    focused: option.name,
    values,
  });
  const list = `${option.name}-suggestions`;
  const box = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLDivElement>(null);

  // names are longer than the field is wide, and the list may be as wide as what is left of the window
  useLayoutEffect(() => {
    const { current: place } = field;
    if (!open || place === null) return;
    const room = document.documentElement.clientWidth - place.getBoundingClientRect().left - EDGE;
    place.style.setProperty('--room', `${room}px`);
  }, [open]);
  useEffect(() => {
    if (value === undefined) setWritten('');
  }, [value]);
  useEffect(() => setActive(choices.length > 0 && written !== '' ? 0 : -1), [choices]);
  useEffect(
    () => box.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }),
    [active],
  );

  const take = (choice: AutocompleteChoice) => {
    setWritten(choice.name);
    set(choice.value);
    setOpen(false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setOpen(true);
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setActive((active + step + choices.length) % Math.max(1, choices.length));
    } else if ((event.key === 'Enter' || event.key === 'Tab') && open && choices[active]) {
      if (event.key === 'Enter') event.preventDefault();
      take(choices[active]);
    } else if (event.key === 'Escape') setOpen(false);
  };

  return (
    <div class="field suggest" ref={field}>
      <label>
        <span>{option.label}</span>
        <input
          type="text"
          role="combobox"
          data-option={option.name}
          autocomplete="off"
          spellcheck={false}
          aria-autocomplete="list"
          aria-expanded={open && choices.length > 0}
          aria-controls={list}
          aria-activedescendant={open && active >= 0 ? `${list}-${active}` : undefined}
          aria-invalid={wrong}
          aria-required={option.required}
          placeholder={option.description}
          value={written}
          onInput={(event) => {
            setWritten(event.currentTarget.value);
            set(event.currentTarget.value);
            setOpen(true);
          }}
          onFocus={() => setOpen(true)}
          onClick={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onKeyDown={onKeyDown}
        />
      </label>
      <div
        id={list}
        ref={box}
        role="listbox"
        tabIndex={-1}
        class="suggestions"
        aria-label={fill(words.suggestions, { option: option.label })}
        hidden={!open || choices.length === 0}
      >
        {choices.map((choice, n) => (
          <div
            key={choice.value}
            id={`${list}-${n}`}
            role="option"
            tabIndex={-1}
            aria-selected={n === active}
            onPointerDown={(event) => {
              event.preventDefault();
              take(choice);
            }}
            onPointerMove={() => setActive(n)}
          >
            {choice.name}
          </div>
        ))}
      </div>
      {open && !asking && choices.length === 0 && written !== '' && value === written && (
        <p class="no-match" role="status">
          {fill(words.noMatch, { text: written })}
        </p>
      )}
    </div>
  );
}

/** Asks the bot for what was written, after a pause; null asks nothing. A later question makes an earlier one void. */
function useSuggestions(
  written: string | null,
  given: { command: string; channelId: string; focused: string; values: Record<string, unknown> },
) {
  const [choices, setChoices] = useState<AutocompleteChoice[]>([]);
  const [asking, setAsking] = useState(false);
  useEffect(() => {
    if (written === null) return;
    const stop = new AbortController();
    setAsking(true);
    const pause = setTimeout(async () => {
      const plain = Object.entries(given.values).filter(([, value]) => !(value instanceof File));
      const options = { ...Object.fromEntries(plain), [given.focused]: written };
      try {
        setChoices(
          await suggestions(
            { command: given.command, channelId: given.channelId, focused: given.focused, options },
            stop.signal,
          ),
        );
      } catch (error) {
        if ((error as Error).name === 'AbortError') return;
        setChoices([]);
      }
      setAsking(false);
    }, PAUSE_MS);
    return () => {
      clearTimeout(pause);
      stop.abort();
    };
  }, [written]);
  return { choices, asking };
}

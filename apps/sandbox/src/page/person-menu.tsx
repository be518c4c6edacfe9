import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { ChatMember, ChatState } from '../chat/model.ts';
import { Avatar } from './avatar.tsx';
import { Icon } from './icons.tsx';
import { LANGUAGES, useSpoken, type Words } from './words/words.ts';

interface Props {
  state: ChatState;
  sit: (changes: { as?: string; locale?: string }) => void;
}

/** Who sits at the page: another person, or another language of Discord. */
export function PersonMenu({ state, sit }: Props): JSX.Element {
  const { language, words } = useSpoken();
  const { people } = words;
  const box = useRef<HTMLDetailsElement>(null);
  const close = () => {
    if (box.current) box.current.open = false;
  };
  useEffect(() => {
    const outside = (event: Event) => {
      if (!box.current?.contains(event.target as Node)) close();
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, []);
  return (
    <details
      class="me"
      ref={box}
      onKeyDown={(event) => {
        if (event.key === 'Escape') close();
      }}
    >
      <summary>
        <Avatar person={state.self} size={34} />
        <span class="me-words">
          <strong>{state.self.name}</strong>
          <small>{standing(state.self, people)}</small>
        </span>
        <span class="unseen">{people.sitDown}</span>
        <Icon name="people" size={18} />
      </summary>
      <div class="me-box">
        <p class="menu-head">{people.sitAs}</p>
        <ul>
          {state.people.map((person) => (
            <li key={person.id}>
              <button
                type="button"
                aria-pressed={person.id === state.self.id}
                onClick={() => {
                  close();
                  sit({ as: person.username });
                }}
              >
                <Avatar person={person} size={34} />
                <span class="me-words">
                  <strong>{person.name}</strong>
                  <small>{standing(person, people)}</small>
                </span>
              </button>
            </li>
          ))}
        </ul>
        <label class="me-language">
          <span>{people.language}</span>
          <select
            class="select"
            value={language}
            onChange={(event) => sit({ locale: event.currentTarget.value })}
          >
            {Object.entries(LANGUAGES).map(([code, { name }]) => (
              <option key={code} value={code} lang={code}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <p class="md-sub">{people.note}</p>
      </div>
    </details>
  );
}

/** "Keepers · owns the server" */
const standing = ({ roles, owner }: ChatMember, words: Words['people']): string =>
  [roles.join(', ') || words.noRole, ...(owner ? [words.owner] : [])].join(' · ');

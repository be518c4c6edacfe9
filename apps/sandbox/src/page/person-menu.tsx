import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { ChatMember, ChatState } from '../chat/model.ts';
import { Avatar } from './avatar.tsx';
import { Icon } from './icons.tsx';

/** Languages in which Discord itself can be used, those that a bot here may know. */
const LANGUAGES: [string, string][] = [
  ['en-US', 'English'],
  ['de', 'Deutsch'],
  ['fr', 'Français'],
  ['es-ES', 'Español'],
  ['pt-BR', 'Português do Brasil'],
  ['ja', '日本語'],
];

interface Props {
  state: ChatState;
  sit: (changes: { as?: string; locale?: string }) => void;
}

/** Who sits at the page: another person, or another language of Discord. */
export function PersonMenu({ state, sit }: Props): JSX.Element {
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
  const language = new URLSearchParams(location.search).get('locale') ?? 'en-US';
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
          <small>{standing(state.self)}</small>
        </span>
        <span class="unseen">, sit down as somebody else</span>
        <Icon name="people" size={18} />
      </summary>
      <div class="me-box">
        <p class="menu-head">Sit here as</p>
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
                  <small>{standing(person)}</small>
                </span>
              </button>
            </li>
          ))}
        </ul>
        <label class="me-language">
          <span>Discord’s language</span>
          <select
            class="select"
            value={language}
            onChange={(event) => sit({ locale: event.currentTarget.value })}
          >
            {LANGUAGES.map(([code, name]) => (
              <option key={code} value={code} lang={code}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <p class="md-sub">Another window can have another person: all see the same chat.</p>
      </div>
    </details>
  );
}

/** "Keepers · owns the server" */
const standing = (person: ChatMember): string =>
  [person.roles.join(', ') || 'No role', ...(person.owner ? ['owns the server'] : [])].join(' · ');

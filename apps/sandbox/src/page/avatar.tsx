import type { JSX } from 'preact';
import type { ChatPerson } from '../chat/model.ts';
import { Mark } from './icons.tsx';

/** Six hues that go with the palette; the person's id picks one. */
const HUES = 6;

/** `size`: the diameter in px; only those that layout.css knows. */
export function Avatar({ person, size = 40 }: { person: ChatPerson; size?: 18 | 22 | 34 | 40 }): JSX.Element {
  const hue = [...person.id].reduce((sum, digit) => sum + Number(digit), 0) % HUES;
  return (
    <span class={`avatar s${size} ${person.bot ? 'bot' : `hue${hue}`}`} aria-hidden="true">
      {person.bot ? <Mark size={size * 0.8} /> : person.name.charAt(0)}
    </span>
  );
}

import type { JSX } from 'preact';
import type { ChatPerson } from '../chat/model.ts';
import { Avatar } from './avatar.tsx';
import { parts, useWords } from './words/words.ts';

/** "Ada used /style", the line above a reply. */
export function Used({ user, name }: { user: ChatPerson; name: string }): JSX.Element {
  return (
    <p class="used">
      <span class="spine" aria-hidden="true" />
      <Avatar person={user} size={18} />
      <span>
        {parts(useWords().message.used, {
          person: <strong>{user.name}</strong>,
          command: <span class="command-name">{name}</span>,
        })}
      </span>
    </p>
  );
}

/** Name, the mark of an application, and the time. */
export function Byline({
  person,
  time,
}: {
  person: ChatPerson;
  time?: { iso: string; words: string };
}): JSX.Element {
  const { app } = useWords().message;
  return (
    <p class="byline">
      <strong class={person.bot ? 'name bot' : 'name'}>{person.name}</strong>
      {person.bot && <span class="tag">{app}</span>}
      {time && <time dateTime={time.iso}>{time.words}</time>}
    </p>
  );
}

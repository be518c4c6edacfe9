import type { JSX } from 'preact';
import type { ChatChannel, ChatState } from '../chat/model.ts';
import { Avatar } from './avatar.tsx';
import { Icon, Mark } from './icons.tsx';
import { PersonMenu } from './person-menu.tsx';
import { useWords, type Words } from './words/words.ts';

interface Props {
  state: ChatState;
  channelId: string;
  /** Channels with messages that were not looked at yet. */
  unread: ReadonlySet<string>;
  choose: (id: string) => void;
  sit: (changes: { as?: string; locale?: string }) => void;
}

/** The parts of the list: heading, and kinds of channels. */
const PARTS: [keyof Words['app'], ChatChannel['kind'][]][] = [
  ['channels', ['room']],
  ['direct', ['direct', 'group']],
  ['elsewhere', ['elsewhere']],
];

export function Sidebar({ state, channelId, unread, choose, sit }: Props): JSX.Element {
  const { app: words } = useWords();
  const item = (channel: ChatChannel) => (
    <li key={channel.id}>
      <button
        type="button"
        aria-current={channel.id === channelId ? 'page' : undefined}
        onClick={() => choose(channel.id)}
      >
        {channel.direct ? (
          <Avatar person={state.bot} size={22} />
        ) : (
          <Icon name={channel.kind === 'group' ? 'people' : 'hash'} size={18} />
        )}
        {channel.name}
        {channel.nsfw && (
          <span class="age" title={words.ageRestricted}>
            18+
          </span>
        )}
        {unread.has(channel.id) && (
          <span class="unread">
            <span class="unseen"> {words.unread}</span>
          </span>
        )}
      </button>
    </li>
  );
  return (
    <nav class="sidebar" aria-label={words.channels}>
      <div class="server">
        <span class="crest">
          <Mark size={26} />
        </span>
        <strong>{state.server}</strong>
        <span class="hint">{words.standIn}</span>
      </div>
      <div class="places">
        {PARTS.map(([heading, kinds]) => (
          <section key={heading} aria-label={words[heading]}>
            <h2>{words[heading]}</h2>
            <ul>{kinds.flatMap((kind) => state.channels.filter((one) => one.kind === kind)).map(item)}</ul>
          </section>
        ))}
      </div>
      <PersonMenu state={state} sit={sit} />
    </nav>
  );
}

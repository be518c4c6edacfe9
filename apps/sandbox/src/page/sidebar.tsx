import type { JSX } from 'preact';
import type { ChatChannel, ChatState } from '../chat/model.ts';
import { Avatar } from './avatar.tsx';
import { Icon, Mark } from './icons.tsx';

interface Props {
  state: ChatState;
  channelId: string;
  /** Channels with messages that were not looked at yet. */
  unread: ReadonlySet<string>;
  choose: (id: string) => void;
}

export function Sidebar({ state, channelId, unread, choose }: Props): JSX.Element {
  const rooms = state.channels.filter((channel) => !channel.direct);
  const direct = state.channels.filter((channel) => channel.direct);
  const item = (channel: ChatChannel) => (
    <li key={channel.id}>
      <button
        type="button"
        aria-current={channel.id === channelId ? 'page' : undefined}
        onClick={() => choose(channel.id)}
      >
        {channel.direct ? <Avatar person={state.bot} size={22} /> : <Icon name="hash" size={18} />}
        {channel.name}
        {unread.has(channel.id) && (
          <span class="unread">
            <span class="unseen"> (new messages)</span>
          </span>
        )}
      </button>
    </li>
  );
  return (
    <nav class="sidebar" aria-label="Channels">
      <div class="server">
        <span class="crest">
          <Mark size={26} />
        </span>
        <strong>{state.server}</strong>
        <span class="hint">stand-in for Discord</span>
      </div>
      <h2>Channels</h2>
      <ul>{rooms.map(item)}</ul>
      {direct.length > 0 && <h2>Direct messages</h2>}
      {direct.length > 0 && <ul>{direct.map(item)}</ul>}
      <div class="me">
        <Avatar person={state.self} size={34} />
        <div>
          <strong>{state.self.name}</strong>
          <span>You, on this machine only</span>
        </div>
      </div>
    </nav>
  );
}

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ChatCommand, ChatMessage, ChatState } from '../chat/model.ts';
import { Avatar } from './avatar.tsx';
import type { Shown } from './compare.tsx';
import { Components } from './components.tsx';
import { Embed } from './embed.tsx';
import { Attachments } from './gallery.tsx';
import { Icon } from './icons.tsx';
import { Markdown } from './markdown.tsx';
import { MessageMenu, type Point } from './message-menu.tsx';
import { Dots } from './pending.tsx';
import { sendCommand } from './send.ts';
import { useSent } from './sent.ts';
import { moment } from './time.ts';
import { Byline, Used } from './used.tsx';
import { fill, useSpoken } from './words/words.ts';

/** Discord's message flags that change how a message looks. */
const LOADING = 1 << 7;
const COMPONENTS_V2 = 1 << 15;

interface Props {
  message: ChatMessage;
  state: ChatState;
  show: (shown: Shown) => void;
  dismiss: () => void;
}

export function Message({ message, state, show, dismiss }: Props): JSX.Element {
  const { author, command, data, ephemeral } = message;
  const { language, words } = useSpoken();
  const thinking = fill(words.message.thinking, { bot: author.name });
  const loading = (data.flags & LOADING) !== 0;
  const { offered, menu, open, problem } = useMenu(message, state, loading);
  return (
    <article
      class={ephemeral ? 'message ephemeral' : 'message'}
      aria-label={loading ? thinking : author.name}
      aria-busy={loading}
      onContextMenu={(event) => {
        // With Shift the browser's own menu comes, for saving a picture.
        if (offered.length === 0 || event.shiftKey) return;
        event.preventDefault();
        const { left, bottom } = (event.target as Element).getBoundingClientRect();
        // The menu key has no pointer: the menu opens at what has the focus.
        open(event.clientX ? { x: event.clientX, y: event.clientY } : { x: left, y: bottom });
      }}
    >
      {command && <Used user={command.user} name={command.name} />}
      <Avatar person={author} />
      <div class="body">
        <Byline person={author} time={{ iso: data.timestamp, words: moment(data.timestamp, language) }} />
        {loading ? (
          <p class="thinking">
            {thinking}
            <Dots />
          </p>
        ) : (
          <Content message={message} state={state} show={show} />
        )}
        {problem && (
          <p class="problem" role="alert">
            <Icon name="warning" size={16} /> {problem}
          </p>
        )}
        {ephemeral && (
          <p class="private">
            <Icon name="eye" size={14} /> {words.message.private} ·{' '}
            <button type="button" class="link" onClick={dismiss}>
              {words.message.dismiss}
            </button>
          </p>
        )}
      </div>
      {offered.length > 0 && (
        <button
          type="button"
          class="more-button"
          aria-haspopup="menu"
          aria-expanded={menu !== null}
          aria-label={fill(words.message.appsFor, { person: author.name })}
          onClick={(event) => {
            const { right, bottom } = event.currentTarget.getBoundingClientRect();
            open({ x: right - 200, y: bottom + 4 });
          }}
        >
          <Icon name="more" size={18} />
        </button>
      )}
      {menu}
    </article>
  );
}

/** The context menu, and what became of the command that was chosen. Nobody uses a command on a private message. */
function useMenu(message: ChatMessage, state: ChatState, loading: boolean) {
  // Each opening is a menu of its own: that an earlier one has closed is told late, and must not close the next.
  const [at, setAt] = useState<(Point & { opening: number }) | null>(null);
  const open = (point: Point) => setAt({ ...point, opening: performance.now() });
  const { problem, send } = useSent(state.interactions, '');
  const offered = state.commands.filter(
    (command) =>
      command.type === 3 && command.channels.includes(message.channelId) && !loading && !message.ephemeral,
  );
  const use = (command: ChatCommand) =>
    send(
      sendCommand({
        command: command.name,
        type: 3,
        channelId: message.channelId,
        targetId: message.id,
        values: {},
      }),
    );
  const close = () => setAt((now) => (now?.opening === at?.opening ? null : now));
  const menu = at && <MessageMenu key={at.opening} at={at} commands={offered} use={use} close={close} />;
  return { offered, menu, open, problem };
}

function Content({ message, state, show }: Omit<Props, 'dismiss'>): JSX.Element {
  const { data } = message;
  const components = <Components components={data.components} message={message} state={state} show={show} />;
  if (data.flags & COMPONENTS_V2) return <div class="v2">{components}</div>;
  const used = JSON.stringify(data.embeds);
  return (
    <div class="legacy">
      {data.content && <Markdown text={data.content} />}
      <Attachments
        attachments={data.attachments.filter((a) => !used.includes(a.id))}
        photo={message.photo}
        show={show}
      />
      {data.embeds.map((embed, n) => (
        <Embed key={n} embed={embed} show={show} />
      ))}
      {components}
    </div>
  );
}

import type { JSX } from 'preact';
import type { ChatMessage, ChatState } from '../chat/model.ts';
import { AppsMenu } from './apps-menu.tsx';
import { Avatar } from './avatar.tsx';
import { Components } from './components.tsx';
import { Embed } from './embed.tsx';
import { Attachments } from './gallery.tsx';
import { Icon } from './icons.tsx';
import type { Shown } from './lightbox.tsx';
import { Markdown } from './markdown.tsx';
import { Dots } from './pending.tsx';
import { moment } from './time.ts';
import { Byline, Used } from './used.tsx';

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
  const loading = (data.flags & LOADING) !== 0;
  return (
    <article
      class={ephemeral ? 'message ephemeral' : 'message'}
      aria-label={`${author.name}${loading ? ' is thinking' : ''}`}
      aria-busy={loading}
    >
      {command && <Used user={command.user} name={command.name} />}
      <Avatar person={author} />
      <div class="body">
        <Byline person={author} time={{ iso: data.timestamp, words: moment(data.timestamp) }} />
        {loading ? (
          <p class="thinking">
            {author.name} is thinking
            <Dots />
          </p>
        ) : (
          <Content message={message} state={state} show={show} />
        )}
        {ephemeral && (
          <p class="private">
            <Icon name="eye" size={14} /> Only you can see this ·{' '}
            <button type="button" class="link" onClick={dismiss}>
              Dismiss message
            </button>
          </p>
        )}
      </div>
      {!loading && !ephemeral && <AppsMenu message={message} commands={state.commands} />}
    </article>
  );
}

function Content({ message, state, show }: Omit<Props, 'dismiss'>): JSX.Element {
  const { data } = message;
  const components = (
    <Components
      components={data.components}
      message={message}
      interactions={state.interactions}
      show={show}
    />
  );
  if (data.flags & COMPONENTS_V2) return <div class="v2">{components}</div>;
  const used = JSON.stringify(data.embeds);
  return (
    <>
      {data.content && <Markdown text={data.content} />}
      <Attachments attachments={data.attachments.filter((a) => !used.includes(a.id))} show={show} />
      {data.embeds.map((embed, n) => (
        <Embed key={n} embed={embed} show={show} />
      ))}
      {components}
    </>
  );
}

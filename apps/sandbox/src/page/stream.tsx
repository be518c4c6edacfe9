import type { JSX } from 'preact';
import type { ChatChannel, ChatInteraction, ChatMessage, ChatSample, ChatState } from '../chat/model.ts';
import type { Shown } from './compare.tsx';
import { useDismissed } from './dismissed.ts';
import { useFollow } from './follow.ts';
import { Icon } from './icons.tsx';
import { Message } from './message.tsx';
import { Pending } from './pending.tsx';
import { Welcome } from './welcome.tsx';
import { fill, useWords } from './words/words.ts';

interface Props {
  state: ChatState;
  channel: ChatChannel;
  show: (shown: Shown) => void;
  trySample: (sample: ChatSample) => void;
}

type Entry = { id: string; message?: ChatMessage; pending?: ChatInteraction };

/** The messages of a channel, oldest first, followed to the end unless the reader has scrolled up. */
export function Stream({ state, channel, show, trySample }: Props): JSX.Element {
  const { stream: words } = useWords();
  const { dismissed, dismiss } = useDismissed();
  const entries = entriesOf(state, channel.id).filter((entry) => !dismissed.has(entry.id));
  const { box, away, toNewest } = useFollow(entries.findLast((entry) => isOwn(entry, state.self.id))?.id);
  return (
    <div class="stream-frame">
      <section
        class="stream"
        ref={box}
        aria-label={fill(words.messagesIn, { channel: channel.name })}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
      >
        <div class="stream-inner">
          <Welcome state={state} channel={channel} empty={entries.length === 0} trySample={trySample} />
          <div role="log" aria-label={words.messages} aria-relevant="additions">
            <ol>
              {entries.map(({ id, message, pending }) => (
                <li key={id}>
                  {message && (
                    <Message message={message} state={state} show={show} dismiss={() => dismiss(id)} />
                  )}
                  {pending && <Pending interaction={pending} bot={state.bot} dismiss={() => dismiss(id)} />}
                </li>
              ))}
            </ol>
          </div>
        </div>
      </section>
      {away && (
        <button type="button" class="to-end" onClick={toNewest}>
          <Icon name="down" size={16} /> {words.newest}
        </button>
      )}
    </div>
  );
}

/** What the reader has written, and what answers the reader's commands and presses. */
const isOwn = ({ message, pending }: Entry, self: string): boolean =>
  pending !== undefined || message?.author.id === self || message?.askedBy === self;

/** Messages and commands still on their way, in the order of their ids. */
function entriesOf(state: ChatState, channelId: string): Entry[] {
  const messages = state.messages
    .filter((m) => m.channelId === channelId)
    .map((message) => ({ id: message.id, message }));
  const pending = state.interactions
    .filter((i) => i.channelId === channelId && i.kind === 'command')
    .map((interaction) => ({ id: interaction.id, pending: interaction }));
  return [...messages, ...pending].sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1));
}

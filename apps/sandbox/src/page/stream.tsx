import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ChatChannel, ChatInteraction, ChatMessage, ChatSample, ChatState } from '../chat/model.ts';
import { useDismissed } from './dismissed.ts';
import { Icon } from './icons.tsx';
import type { Shown } from './lightbox.tsx';
import { Message } from './message.tsx';
import { Pending } from './pending.tsx';
import { Welcome } from './welcome.tsx';

interface Props {
  state: ChatState;
  channel: ChatChannel;
  show: (shown: Shown) => void;
  trySample: (sample: ChatSample) => void;
}

type Entry = { id: string; message?: ChatMessage; pending?: ChatInteraction };

/** Within this distance of the end the stream follows new messages, px. */
const FOLLOW_PX = 120;

/** The messages of a channel, oldest first, followed to the end unless the reader has scrolled up. */
export function Stream({ state, channel, show, trySample }: Props): JSX.Element {
  const { box, away, toEnd } = useFollow();
  const { dismissed, dismiss } = useDismissed();
  const entries = entriesOf(state, channel.id).filter((entry) => !dismissed.has(entry.id));
  return (
    <div class="stream-frame">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section class="stream" ref={box} aria-label={`Messages in ${channel.name}`} tabIndex={0}>
        <div class="stream-inner">
          <Welcome state={state} channel={channel} empty={entries.length === 0} trySample={trySample} />
          <div role="log" aria-label="Messages" aria-relevant="additions">
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
        <button type="button" class="to-end" onClick={toEnd}>
          <Icon name="down" size={16} /> Newest messages
        </button>
      )}
    </div>
  );
}

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

/** Keeps the end in view while content grows (a new message, an edit, a picture that has arrived). */
function useFollow() {
  const box = useRef<HTMLElement>(null);
  const following = useRef(true);
  const [away, setAway] = useState(false);
  const toEnd = () => box.current?.scrollTo({ top: box.current.scrollHeight });
  useLayoutEffect(toEnd, []);
  useEffect(() => {
    const view = box.current!;
    const onScroll = () => {
      following.current = view.scrollHeight - view.scrollTop - view.clientHeight < FOLLOW_PX;
      setAway(!following.current);
    };
    const grown = new ResizeObserver(() => following.current && toEnd());
    grown.observe(view.firstElementChild!);
    grown.observe(view);
    view.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      grown.disconnect();
      view.removeEventListener('scroll', onScroll);
    };
  }, []);
  return { box, away, toEnd };
}

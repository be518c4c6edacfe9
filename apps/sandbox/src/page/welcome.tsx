import type { JSX } from 'preact';
import type { ChatChannel, ChatSample, ChatState } from '../chat/model.ts';
import { Mark } from './icons.tsx';

/** Sample photos offered in an empty channel. */
const OFFERED = 4;

interface Props {
  state: ChatState;
  channel: ChatChannel;
  empty: boolean;
  trySample: (sample: ChatSample) => void;
}

/** The beginning of a channel. An empty one says what to do, and offers photos to do it with. */
export function Welcome({ state, channel, empty, trySample }: Props): JSX.Element {
  const samples = state.samples.slice(0, OFFERED);
  return (
    <div class={empty ? 'welcome empty' : 'welcome'}>
      <span class="welcome-mark">
        <Mark size={empty ? 56 : 40} />
      </span>
      <h2>{titleOf(channel, state)}</h2>
      <p>{wordsOf(channel, state.bot.name)}</p>
      {empty && channel.kind === 'room' && state.commands.length > 0 && samples.length > 0 && (
        <ul class="offers" aria-label="Sample photos">
          {samples.map((sample) => (
            <li key={sample.name}>
              <button type="button" onClick={() => trySample({ ...sample })}>
                <img src={sample.url} alt="" width={132} height={88} loading="lazy" />
                <span>{sample.title}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

const titleOf = (channel: ChatChannel, state: ChatState): string =>
  channel.kind === 'direct'
    ? `You and ${state.bot.name}`
    : `Welcome to ${channel.kind === 'group' ? '' : '#'}${channel.name}`;

function wordsOf({ kind, nsfw }: ChatChannel, bot: string): string {
  if (kind === 'direct')
    return `Commands work here too. What ${bot} could not tell you in a channel, it tells you here.`;
  if (kind !== 'room')
    return `${bot} is not a member here. Its commands that you have installed for yourself work all the same.`;
  if (nsfw) return 'This channel is age-restricted: what is refused elsewhere may be allowed here.';
  return 'Choose a photo below, name a painting, and send. It is painted on this machine; nothing leaves it.';
}

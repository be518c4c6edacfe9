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
      <h2>{channel.direct ? `You and ${state.bot.name}` : `Welcome to #${channel.name}`}</h2>
      <p>
        {channel.direct
          ? `What ${state.bot.name} could not tell you in the channel, it tells you here.`
          : 'Choose a photo below, name a painting, and send. It is painted on this machine; nothing leaves it.'}
      </p>
      {empty && !channel.direct && state.commands.length > 0 && samples.length > 0 && (
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

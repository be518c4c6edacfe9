import type { JSX } from 'preact';
import type { ChatChannel, ChatSample, ChatState } from '../chat/model.ts';
import { Mark } from './icons.tsx';
import { fill, useWords, type Words } from './words/words.ts';

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
  const { photo, welcome: words } = useWords();
  const samples = state.samples.slice(0, OFFERED);
  return (
    <div class={empty ? 'welcome empty' : 'welcome'}>
      <span class="welcome-mark">
        <Mark size={empty ? 56 : 40} />
      </span>
      <h2>{titleOf(channel, state.bot.name, words)}</h2>
      <p>{fill(words[subjectOf(channel)], { bot: state.bot.name })}</p>
      {empty && channel.kind === 'room' && state.commands.length > 0 && samples.length > 0 && (
        <ul class="offers" aria-label={photo.samplePhotos}>
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

const titleOf = ({ kind, name }: ChatChannel, bot: string, words: Words['welcome']): string =>
  kind === 'direct'
    ? fill(words.direct, { bot })
    : fill(words.channel, { channel: kind === 'group' ? name : `#${name}` });

/** What there is to say about this kind of channel. */
function subjectOf({ kind, nsfw }: ChatChannel): keyof Words['welcome'] {
  if (kind === 'direct') return 'conversation';
  if (kind !== 'room') return 'elsewhere';
  return nsfw ? 'ageRestricted' : 'room';
}

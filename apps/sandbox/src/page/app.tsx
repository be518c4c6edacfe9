import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ChatSample, ChatState } from '../chat/model.ts';
import type { Shown } from './compare.tsx';
import { Composer } from './composer.tsx';
import { Icon, Mark } from './icons.tsx';
import { Lightbox } from './lightbox.tsx';
import { useChat } from './live.ts';
import { Modal } from './modal.tsx';
import { Sidebar } from './sidebar.tsx';
import { Stream } from './stream.tsx';
import { localeHere, sit } from './who.ts';
import { fill, languageOf, Speaking, spoken, useWords } from './words/words.ts';

/** The page, in the language of the one who sits at it. */
export function App(): JSX.Element {
  const [who, setWho] = useState(location.search);
  const speaking = useMemo(() => spoken(languageOf([localeHere()])), [who]);
  useEffect(() => {
    document.documentElement.lang = speaking.language;
  }, [speaking]);
  return (
    <Speaking.Provider value={speaking}>
      <Chat who={who} sit={(changes) => setWho(sit(changes))} />
    </Speaking.Provider>
  );
}

interface ChatProps {
  who: string;
  sit: (changes: Parameters<typeof sit>[0]) => void;
}

/** Channels at the side, messages in the middle, the composer below. */
function Chat({ who, sit: sitDown }: ChatProps): JSX.Element {
  const words = useWords();
  const { state, live } = useChat(who);
  const [channelId, setChannelId] = useState<string | null>(null);
  const [shown, setShown] = useState<Shown | null>(null);
  const [sample, setSample] = useState<ChatSample | null>(null);
  const seen = useRef(new Map<string, string>());
  if (!state)
    return (
      <main class="waiting">
        <Mark size={64} />
        <p>{words.app.opening}</p>
      </main>
    );
  const channel = state.channels.find((one) => one.id === channelId) ?? state.channels[0]!;
  const newest = newestByChannel(state);
  seen.current.set(channel.id, newest.get(channel.id) ?? '');
  const unread = new Set(
    [...newest].filter(([id, message]) => seen.current.get(id) !== message).map(([id]) => id),
  );
  const opener = state.interactions.find((one) => one.modal);
  const place = `${state.self.id}-${channel.id}`;
  return (
    <div class="app">
      <a class="skip" href="#composer">
        {words.app.toComposer}
      </a>
      <Sidebar state={state} channelId={channel.id} unread={unread} choose={setChannelId} sit={sitDown} />
      <main class="room">
        <header class="topbar">
          {channel.direct ? <Mark size={24} /> : <Icon name={channel.kind === 'group' ? 'people' : 'hash'} />}
          <h1>{channel.name}</h1>
          <p class="topic">{channel.nsfw ? words.app.ageRestricted : words.topics[channel.kind]}</p>
          <Presence name={state.bot.name} connected={state.bot.connected} live={live} />
        </header>
        <Stream key={place} state={state} channel={channel} show={setShown} trySample={setSample} />
        <Composer key={state.self.id} state={state} channel={channel} sample={sample} />
      </main>
      {opener && <Modal key={opener.id} opener={opener} state={state} />}
      {shown && <Lightbox shown={shown} close={() => setShown(null)} />}
    </div>
  );
}

/** Id of the last message of each channel that has one. */
const newestByChannel = (state: ChatState): Map<string, string> =>
  new Map(state.messages.map((message) => [message.channelId, message.id]));

function Presence({
  name,
  connected,
  live,
}: {
  name: string;
  connected: boolean;
  live: boolean;
}): JSX.Element {
  const { online, offline, away } = useWords().app;
  return (
    <p class={live && connected ? 'presence on' : 'presence'} role="status">
      <span class="dot" aria-hidden="true" />
      {live ? fill(connected ? online : offline, { bot: name }) : away}
    </p>
  );
}

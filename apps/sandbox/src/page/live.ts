import { useEffect, useState } from 'preact/hooks';
import type { ChatEvent, ChatState } from '../chat/model.ts';
import { after } from './state.ts';

/** The state of the chat, kept up to date. Null until the sandbox has answered; `live` is false while it is away. */
export function useChat(): { state: ChatState | null; live: boolean } {
  const [state, setState] = useState<ChatState | null>(null);
  const [live, setLive] = useState(true);
  useEffect(() => {
    const source = new EventSource('/chat/events');
    // What happens while the state is on its way is newer than the state: it waits its turn.
    let early: ChatEvent[] | null = [];
    source.onopen = async () => {
      early = [];
      const start = (await (await fetch('/chat/state')).json()) as ChatState;
      setState(early.reduce(after, start));
      early = null;
      setLive(true);
    };
    source.onmessage = ({ data }) => {
      const event = JSON.parse(data) as ChatEvent;
      if (early) early.push(event);
      else setState((old) => old && after(old, event));
    };
    source.onerror = () => setLive(false);
    return () => source.close();
  }, []);
  return { state, live };
}

import { useEffect, useState } from 'preact/hooks';
import type { ChatEvent, ChatState } from '../chat/model.ts';
import { after } from './state.ts';
import { mine } from './who.ts';

/**
 * The state of the chat, kept up to date. Null until the sandbox has answered; `live` is false while it is away.
 * `who`: the query that names the person; another one starts anew.
 */
export function useChat(who: string): { state: ChatState | null; live: boolean } {
  const [state, setState] = useState<ChatState | null>(null);
  const [live, setLive] = useState(true);
  useEffect(() => {
    const source = new EventSource(mine('/chat/events'));
    let left = false;
    // What happens while the state is on its way is newer than the state: it waits its turn.
    let early: ChatEvent[] | null = [];
    source.onopen = async () => {
      early = [];
      const start = (await (await fetch(mine('/chat/state'))).json()) as ChatState;
      if (left) return;
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
    return () => {
      left = true;
      source.close();
    };
  }, [who]);
  return { state, live };
}

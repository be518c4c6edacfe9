import type { ChatEvent, ChatState } from '../chat/model.ts';

const upsert = <T extends { id: string }>(all: T[], one: T): T[] =>
  all.some((other) => other.id === one.id)
    ? all.map((other) => (other.id === one.id ? one : other))
    : [...all, one];

/** The page's state after one happening. */
export function after(state: ChatState, event: ChatEvent): ChatState {
  switch (event.kind) {
    case 'message':
      return { ...state, messages: upsert(state.messages, event.message) };
    case 'gone':
      return { ...state, messages: state.messages.filter((message) => message.id !== event.id) };
    case 'interaction':
      return { ...state, interactions: interactions(state, event.interaction) };
    case 'commands':
      return { ...state, commands: event.commands };
    case 'bot':
      return { ...state, bot: { ...state.bot, connected: event.connected } };
  }
}

/** Only those that still wait, or failed, or opened a dialog are kept; an answered one has its message. */
function interactions(state: ChatState, one: ChatState['interactions'][number]): ChatState['interactions'] {
  if (one.state === 'waiting' || one.state === 'failed' || one.modal) return upsert(state.interactions, one);
  return state.interactions.filter((other) => other.id !== one.id);
}

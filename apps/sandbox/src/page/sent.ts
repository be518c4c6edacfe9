import { useState } from 'preact/hooks';
import type { ChatInteraction } from '../chat/model.ts';
import { useWords } from './words/words.ts';

/** What a person has sent from one place of the page: whether it waits, and what went wrong. */
export interface Sent {
  waiting: boolean;
  problem: string;
  send: (sending: Promise<ChatInteraction>) => void;
}

/** `failed`: what is said when the bot does not answer. */
export function useSent(interactions: ChatInteraction[], failed = useWords().message.failed): Sent {
  const [id, setId] = useState<string | null>(null);
  const [refusal, setRefusal] = useState('');
  const state = interactions.find((one) => one.id === id)?.state;
  const send = (sending: Promise<ChatInteraction>) => {
    setRefusal('');
    setId(null);
    sending.then(
      (interaction) => setId(interaction.id),
      (error: Error) => setRefusal(error.message),
    );
  };
  return { waiting: state === 'waiting', problem: refusal || (state === 'failed' ? failed : ''), send };
}

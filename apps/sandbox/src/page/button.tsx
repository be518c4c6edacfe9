import type { JSX } from 'preact';
import type { ChatInteraction, ChatMessage } from '../chat/model.ts';
import { Icon } from './icons.tsx';
import { pressComponent } from './send.ts';
import { useSent } from './sent.ts';

export interface Button {
  style: number;
  label?: string;
  emoji?: { name?: string };
  custom_id?: string;
  url?: string;
  disabled?: boolean;
}

/** Discord's button styles. */
const STYLES: Record<number, string> = { 1: 'primary', 2: 'secondary', 3: 'success', 4: 'danger' };

export function ButtonView({
  button,
  message,
  interactions,
}: {
  button: Button;
  message: ChatMessage;
  interactions: ChatInteraction[];
}): JSX.Element {
  const { waiting, problem, send } = useSent(interactions);
  const words = (
    <>
      {button.emoji?.name && <span aria-hidden="true">{button.emoji.name}</span>}
      {button.label}
    </>
  );
  if (button.style === 5 && button.url)
    return (
      <a class="button secondary" href={button.url} target="_blank" rel="noreferrer noopener">
        {words} <Icon name="open" size={14} />
      </a>
    );
  return (
    <span class="button-frame">
      <button
        type="button"
        class={`button ${STYLES[button.style] ?? 'secondary'}`}
        disabled={button.disabled}
        aria-label={button.label ? undefined : button.emoji?.name}
        aria-busy={waiting}
        onClick={() => send(pressComponent({ messageId: message.id, customId: button.custom_id! }))}
      >
        {words}
      </button>
      {problem && (
        <span class="problem" role="alert">
          {problem}
        </span>
      )}
    </span>
  );
}

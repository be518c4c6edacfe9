import type { JSX } from 'preact';
import type { ChatInteraction, ChatPerson } from '../chat/model.ts';
import { Avatar } from './avatar.tsx';
import { Icon } from './icons.tsx';
import { Byline, Used } from './used.tsx';

/** A command that the bot has not answered: on its way, or given up after 3 s. */
export function Pending({
  interaction,
  bot,
  dismiss,
}: {
  interaction: ChatInteraction;
  bot: ChatPerson;
  dismiss: () => void;
}): JSX.Element {
  const failed = interaction.state === 'failed';
  return (
    <article class="message" aria-label={`${interaction.user.name} used ${interaction.name}`}>
      <Used user={interaction.user} name={interaction.name} />
      <Avatar person={bot} />
      <div class="body">
        <Byline person={bot} />
        {failed ? (
          <p class="failed" role="alert">
            <Icon name="warning" size={16} /> The application did not respond
          </p>
        ) : (
          <p class="thinking">
            Sending the command
            <Dots />
          </p>
        )}
        {failed && (
          <p class="private">
            Only you can see this ·{' '}
            <button type="button" class="link" onClick={dismiss}>
              Dismiss message
            </button>
          </p>
        )}
      </div>
    </article>
  );
}

export function Dots(): JSX.Element {
  return (
    <span class="dots" aria-hidden="true">
      <i />
      <i />
      <i />
    </span>
  );
}

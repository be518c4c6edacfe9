import type { JSX } from 'preact';
import type { ChatInteraction, ChatPerson } from '../chat/model.ts';
import { Avatar } from './avatar.tsx';
import { Icon } from './icons.tsx';
import { Byline, Used } from './used.tsx';
import { fill, useWords } from './words/words.ts';

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
  const { message: words } = useWords();
  const { user, name } = interaction;
  const failed = interaction.state === 'failed';
  return (
    <article class="message" aria-label={fill(words.used, { person: user.name, command: name })}>
      <Used user={user} name={name} />
      <Avatar person={bot} />
      <div class="body">
        <Byline person={bot} />
        {failed ? (
          <p class="failed" role="alert">
            <Icon name="warning" size={16} /> {words.noResponse}
          </p>
        ) : (
          <p class="thinking">
            {words.sending}
            <Dots />
          </p>
        )}
        {failed && (
          <p class="private">
            {words.private} ·{' '}
            <button type="button" class="link" onClick={dismiss}>
              {words.dismiss}
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

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ChatCommand, ChatMessage } from '../chat/model.ts';
import { Icon } from './icons.tsx';
import { sendCommand } from './send.ts';

/** "Apps ▸": the message commands that the bot has registered. */
export function AppsMenu({
  message,
  commands,
}: {
  message: ChatMessage;
  commands: ChatCommand[];
}): JSX.Element | null {
  const [problem, setProblem] = useState('');
  const offered = commands.filter((command) => command.type === 3);
  if (offered.length === 0) return null;
  const use = (command: ChatCommand) => {
    sendCommand({
      command: command.name,
      type: 3,
      channelId: message.channelId,
      targetId: message.id,
      values: {},
    }).then(
      () => setProblem(''),
      (error: Error) => setProblem(error.message),
    );
  };
  return (
    <details class="apps">
      <summary aria-label="Apps for this message" title="Apps">
        <Icon name="apps" size={18} />
      </summary>
      <ul>
        {offered.map((command) => (
          <li key={command.id}>
            <button type="button" onClick={() => use(command)}>
              {command.name}
            </button>
          </li>
        ))}
      </ul>
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
    </details>
  );
}

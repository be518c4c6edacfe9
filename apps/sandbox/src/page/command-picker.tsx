import type { JSX } from 'preact';
import type { ChatCommand } from '../chat/model.ts';

interface Props {
  command: ChatCommand;
  commands: ChatCommand[];
  choose: (name: string) => void;
}

/** The command that is being put together; a menu when the bot has more than one. */
export function CommandPicker({ command, commands, choose }: Props): JSX.Element {
  if (commands.length === 1) return <span class="command-name chip">/{command.name}</span>;
  return (
    <select
      class="command-name chip"
      aria-label="Command"
      value={command.name}
      onChange={(event) => choose(event.currentTarget.value)}
    >
      {commands.map((one) => (
        <option key={one.name} value={one.name}>
          /{one.name}
        </option>
      ))}
    </select>
  );
}

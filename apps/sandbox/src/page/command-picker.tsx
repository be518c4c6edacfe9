import type { JSX } from 'preact';
import type { ChatCommand } from '../chat/model.ts';
import { useWords } from './words/words.ts';

/** The choice of an ordinary message among the commands; no command can have such a name. */
export const MESSAGE = ' message';

interface Props {
  /** Null: an ordinary message. */
  command: ChatCommand | null;
  commands: ChatCommand[];
  choose: (name: string) => void;
}

/** What is being put together: one of the bot's commands, or an ordinary message. */
export function CommandPicker({ command, commands, choose }: Props): JSX.Element {
  const { composer: words } = useWords();
  return (
    <select
      class="command-name chip"
      aria-label={words.command}
      value={command?.name ?? MESSAGE}
      onChange={(event) => choose(event.currentTarget.value)}
    >
      {commands.map((one) => (
        <option key={one.name} value={one.name}>
          /{one.label}
        </option>
      ))}
      <option value={MESSAGE}>{words.message}</option>
    </select>
  );
}

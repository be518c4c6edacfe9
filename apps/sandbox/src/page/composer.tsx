import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ChatCommand } from '../chat/model.ts';
import { CommandForm, type ComposerProps } from './command-form.tsx';
import { MESSAGE } from './command-picker.tsx';
import { MessageForm } from './message-form.tsx';
import { ATTACHMENT } from './options.ts';
import { fill, useWords } from './words/words.ts';

/** Where a command is put together, with its options as the bot has registered them, or a message is written. */
export function Composer({ state, channel, sample }: ComposerProps): JSX.Element {
  const { composer: words } = useWords();
  const registered = state.commands.filter((command) => command.type === 1);
  const commands = registered.filter((command) => command.channels.includes(channel.id));
  const [chosen, choose] = useState<string | null>(null);
  if (registered.length === 0)
    return (
      <div class="composer idle" id="composer" tabIndex={-1}>
        <p>
          <span class="pulse" aria-hidden="true" />
          {fill(state.bot.connected ? words.registering : words.waiting, { bot: state.bot.name })}
        </p>
      </div>
    );
  const command = commands.find((one) => one.name === chosen) ?? commands.find(takesPhoto) ?? commands[0];
  if (!command || chosen === MESSAGE)
    return <MessageForm commands={commands} choose={choose} channel={channel} />;
  return (
    <CommandForm
      key={command.name}
      command={command}
      commands={commands}
      choose={choose}
      state={state}
      channel={channel}
      sample={sample}
      unfolded={chosen !== null}
    />
  );
}

const takesPhoto = (command: ChatCommand): boolean =>
  command.options.some((option) => option.type === ATTACHMENT);

import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { ChatChannel, ChatCommand, ChatSample, ChatState } from '../chat/model.ts';
import { CommandForm } from './command-form.tsx';
import { ATTACHMENT } from './options.ts';

export interface ComposerProps {
  state: ChatState;
  channel: ChatChannel;
  /** A sample photo chosen outside the composer. */
  sample: ChatSample | null;
}

/** Where a command is put together: its options as the bot has registered them. */
export function Composer({ state, channel, sample }: ComposerProps): JSX.Element {
  const commands = useMemo(() => state.commands.filter((command) => command.type === 1), [state.commands]);
  const [chosen, choose] = useState<string | null>(null);
  const command = commands.find((one) => one.name === chosen) ?? commands.find(takesPhoto) ?? commands[0];
  if (!command)
    return (
      <div class="composer idle">
        <p>
          <span class="pulse" aria-hidden="true" />
          {state.bot.connected
            ? `${state.bot.name} is registering its commands…`
            : `Waiting for ${state.bot.name} to connect…`}
        </p>
      </div>
    );
  return (
    <CommandForm
      key={command.name}
      command={command}
      commands={commands}
      choose={choose}
      state={state}
      channel={channel}
      sample={sample}
    />
  );
}

const takesPhoto = (command: ChatCommand): boolean =>
  command.options.some((option) => option.type === ATTACHMENT);

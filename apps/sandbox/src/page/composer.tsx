import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ChatChannel, ChatCommand, ChatOption, ChatSample, ChatState } from '../chat/model.ts';
import { CommandPicker } from './command-picker.tsx';
import { Field } from './field.tsx';
import { Icon } from './icons.tsx';
import { ATTACHMENT } from './options.ts';
import { sendCommand, type Values } from './send.ts';

interface Props {
  state: ChatState;
  channel: ChatChannel;
  /** A sample photo chosen outside the composer. */
  sample: ChatSample | null;
}

/** Where a command is put together: its options as the bot has registered them. */
export function Composer({ state, channel, sample }: Props): JSX.Element {
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

interface FormProps extends Props {
  command: ChatCommand;
  commands: ChatCommand[];
  choose: (name: string) => void;
}

function CommandForm({ command, commands, choose, state, channel, sample }: FormProps): JSX.Element {
  const [values, setValues] = useState<Values>({});
  const [extra, setExtra] = useState<readonly string[]>([]);
  const [problem, setProblem] = useState<{ words: string; option?: string } | null>(null);
  const [sending, setSending] = useState(false);
  // On a phone the composer folds away while there is something to look at.
  const [folded, setFolded] = useState(() =>
    state.messages.some((message) => message.channelId === channel.id),
  );
  const form = useRef<HTMLFormElement>(null);
  const set = (name: string, value: Values[string] | undefined) => {
    setProblem(null);
    setValues(({ [name]: _old, ...others }) =>
      value === undefined || value === '' ? others : { ...others, [name]: value },
    );
  };
  useSample(command, sample, (name, file) => {
    set(name, file);
    setFolded(false);
  });
  const shown = command.options.filter((o) => o.required || o.choices.length > 0 || extra.includes(o.name));
  const hidden = command.options.filter((o) => !shown.includes(o));

  const submit = async (event: Event) => {
    event.preventDefault();
    const missing = command.options.find((o) => o.required && values[o.name] === undefined);
    if (missing) {
      setProblem({
        words:
          missing.type === ATTACHMENT ? `Choose a ${missing.name} first.` : `${missing.name} is missing.`,
        option: missing.name,
      });
      form.current?.querySelector<HTMLElement>(`[data-option="${missing.name}"]`)?.focus();
      return;
    }
    setSending(true);
    try {
      await sendCommand({ command: command.name, type: 1, channelId: channel.id, values });
      setValues((sent) => kept(command, sent));
      setFolded(true);
    } catch (error) {
      setProblem({ words: (error as Error).message });
    } finally {
      setSending(false);
    }
  };

  return (
    <form
      class={folded ? 'composer folded' : 'composer'}
      ref={form}
      onSubmit={submit}
      aria-label={`/${command.name}`}
      noValidate
    >
      <div class="composer-head">
        <CommandPicker command={command} commands={commands} choose={choose} />
        <p>{command.description}</p>
        <button
          type="button"
          class="fold"
          aria-expanded={!folded}
          aria-label={`Options of /${command.name}`}
          onClick={() => setFolded(!folded)}
        >
          <Icon name="chevron" />
        </button>
      </div>
      <div class="fields">
        {shown.map((option) => (
          <Field
            key={option.name}
            option={option}
            value={values[option.name]}
            set={(value) => set(option.name, value)}
            command={command.name}
            values={values}
            samples={state.samples}
            wrong={problem?.option === option.name}
          />
        ))}
        <button type="submit" class="send" disabled={sending || !state.bot.connected} aria-busy={sending}>
          <Icon name="send" size={18} /> <span>{sending ? 'Sending…' : 'Send'}</span>
        </button>
      </div>
      <div class="composer-foot">
        {problem && (
          <p class="problem" role="alert">
            <Icon name="warning" size={16} /> {problem.words}
          </p>
        )}
        {hidden.length > 0 && <MoreOptions hidden={hidden} add={(name) => setExtra([...extra, name])} />}
      </div>
    </form>
  );
}

function MoreOptions({ hidden, add }: { hidden: ChatOption[]; add: (name: string) => void }): JSX.Element {
  return (
    <p class="more">
      {hidden.map((option) => (
        <button key={option.name} type="button" title={option.description} onClick={() => add(option.name)}>
          + {option.name}
        </button>
      ))}
    </p>
  );
}

/** What stays after sending: the photo and the choices, so that another style is one word away. */
function kept(command: ChatCommand, sent: Values): Values {
  const stays = command.options.filter((option) => option.type === ATTACHMENT || option.choices.length > 0);
  return Object.fromEntries(
    stays.filter((o) => sent[o.name] !== undefined).map((o) => [o.name, sent[o.name]]),
  );
}

/** Puts a sample photo that was chosen in the stream into the command's first attachment option. */
function useSample(
  command: ChatCommand,
  sample: ChatSample | null,
  set: (name: string, value: File) => void,
): void {
  useEffect(() => {
    const option = command.options.find((one) => one.type === ATTACHMENT);
    if (sample && option) sampleFile(sample).then((file) => set(option.name, file));
  }, [sample]);
}

export async function sampleFile(sample: ChatSample): Promise<File> {
  const blob = await (await fetch(sample.url)).blob();
  return new File([blob], sample.name, { type: blob.type });
}

import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { ChatChannel, ChatCommand, ChatSample, ChatState } from '../chat/model.ts';
import { CommandPicker } from './command-picker.tsx';
import { Field } from './field.tsx';
import { FurtherOptions, standThere } from './further-options.tsx';
import { Icon } from './icons.tsx';
import { ATTACHMENT } from './options.ts';
import { useSample } from './sample.ts';
import { sendCommand, type Values } from './send.ts';
import { fill, useWords } from './words/words.ts';

export interface ComposerProps {
  state: ChatState;
  channel: ChatChannel;
  /** A sample photo chosen outside the composer. */
  sample: ChatSample | null;
}

interface FormProps extends ComposerProps {
  command: ChatCommand;
  commands: ChatCommand[];
  choose: (name: string | null) => void;
  /** The person has just chosen this command. */
  unfolded: boolean;
}

/** The options of one command, and sending it. */
export function CommandForm(props: FormProps): JSX.Element {
  const { command, commands, choose, unfolded, state, channel, sample } = props;
  const [values, setValues] = useState<Values>({});
  const [extra, setExtra] = useState<readonly string[]>([]);
  const [focused, setFocused] = useState<string | undefined>();
  const [problem, setProblem] = useState<{ words: string; option?: string } | null>(null);
  const [sending, setSending] = useState(false);
  // On a phone the composer folds away while there is something to look at.
  const [folded, setFolded] = useState(
    () =>
      !unfolded &&
      command.options.length > 0 &&
      state.messages.some((message) => message.channelId === channel.id),
  );
  const { composer: words } = useWords();
  const form = useRef<HTMLFormElement>(null);
  const set = (name: string, value: Values[string] | undefined) => {
    setProblem(null);
    setValues(({ [name]: _old, ...others }) =>
      value === undefined || value === '' ? others : { ...others, [name]: value },
    );
  };
  const toggle = (name: string) => {
    set(name, undefined);
    setExtra(extra.includes(name) ? extra.filter((other) => other !== name) : [...extra, name]);
  };
  useSample(command, sample, (name, file) => {
    set(name, file);
    setFolded(false);
  });
  const there = standThere(command.options);
  const shown = command.options.filter((o) => there.includes(o) || extra.includes(o.name));
  const further = command.options.filter((o) => !there.includes(o));
  const explained = shown.find((o) => o.name === focused) ?? command;
  const attachments = shown.filter((o) => o.type === ATTACHMENT);
  const takesDrops = attachments.find((o) => values[o.name] === undefined) ?? attachments[0];

  const submit = async (event: Event) => {
    event.preventDefault();
    const missing = command.options.find((o) => o.required && values[o.name] === undefined);
    if (missing) {
      setProblem({
        words: fill(missing.type === ATTACHMENT ? words.choosePicture : words.missing, {
          option: missing.label,
        }),
        option: missing.name,
      });
      form.current?.querySelector<HTMLElement>(`[data-option="${missing.name}"]`)?.focus();
      return;
    }
    setSending(true);
    try {
      await sendCommand({ command: command.name, type: 1, channelId: channel.id, values });
      const stays = kept(command, values);
      setValues(stays);
      setExtra(extra.filter((name) => stays[name] !== undefined));
      setFolded(command.options.length > 0);
    } catch (error) {
      setProblem({ words: (error as Error).message });
    } finally {
      setSending(false);
    }
  };

  return (
    <form
      class={['composer', folded && 'folded', command.options.length === 0 && 'bare']
        .filter(Boolean)
        .join(' ')}
      id="composer"
      tabIndex={-1}
      ref={form}
      onSubmit={submit}
      aria-label={`/${command.name}`}
      noValidate
    >
      <div class="composer-head">
        <CommandPicker command={command} commands={commands} choose={choose} />
        <p title={explained.description}>
          {explained !== command && <strong>{explained.label}: </strong>}
          {explained.description}
        </p>
        <button
          type="button"
          class="fold"
          aria-expanded={!folded}
          aria-label={fill(words.options, { command: `/${command.name}` })}
          onClick={() => setFolded(!folded)}
        >
          <Icon name="chevron" />
        </button>
      </div>
      <div class="composer-body">
        <div
          class="fields"
          onFocusIn={({ target }) => setFocused((target as HTMLElement).dataset.option)}
          onFocusOut={() => setFocused(undefined)}
        >
          {shown.map((option) => (
            <Field
              key={option.name}
              option={option}
              value={values[option.name]}
              set={(value) => set(option.name, value)}
              command={command.name}
              channelId={channel.id}
              takesDrops={option === takesDrops}
              values={values}
              samples={state.samples}
              wrong={problem?.option === option.name}
            />
          ))}
        </div>
        <button type="submit" class="send" disabled={sending || !state.bot.connected} aria-busy={sending}>
          <Icon name="send" size={18} /> <span>{sending ? words.sending : words.send}</span>
        </button>
      </div>
      <div class="composer-foot">
        {problem && (
          <p class="problem" role="alert">
            <Icon name="warning" size={16} /> {problem.words}
          </p>
        )}
        {further.length > 0 && <FurtherOptions options={further} shown={extra} toggle={toggle} />}
      </div>
    </form>
  );
}

/** What stays after sending: the photo and the choices, so that another style is one word away. */
function kept(command: ChatCommand, sent: Values): Values {
  const stays = command.options.filter((option) => option.type === ATTACHMENT || option.choices.length > 0);
  return Object.fromEntries(
    stays.filter((o) => sent[o.name] !== undefined).map((o) => [o.name, sent[o.name]!]),
  );
}

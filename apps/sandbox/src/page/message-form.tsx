import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { ChatChannel, ChatCommand } from '../chat/model.ts';
import { CommandPicker } from './command-picker.tsx';
import { usePageDrop } from './drop.ts';
import { DropVeil } from './drop-veil.tsx';
import { Icon } from './icons.tsx';
import { Preview } from './preview.tsx';
import { postMessage } from './send.ts';
import { fill, useWords } from './words/words.ts';

interface Props {
  commands: ChatCommand[];
  choose: (name: string) => void;
  channel: ChatChannel;
}

/** An ordinary message with pictures, as people write to each other. A slash at its beginning leads to the commands. */
export function MessageForm({ commands, choose, channel }: Props): JSX.Element {
  const { composer: words } = useWords();
  const place = { channel: `#${channel.name}` };
  const [written, setWritten] = useState('');
  const [files, setFiles] = useState<File[]>([]);
  const [problem, setProblem] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const box = useRef<HTMLTextAreaElement>(null);
  const add = (more: Iterable<File> | null) => setFiles((old) => [...old, ...(more ?? [])]);
  const dragging = usePageDrop(add);
  const meant = written.startsWith('/')
    ? commands.filter((command) => `/${command.label}`.startsWith(written.toLowerCase()))
    : [];
  const send = async () => {
    try {
      await postMessage({ channelId: channel.id, content: written, files });
      setWritten('');
      setFiles([]);
      setProblem('');
    } catch (error) {
      setProblem((error as Error).message);
    }
    box.current?.focus();
  };
  return (
    <form
      class="composer"
      id="composer"
      tabIndex={-1}
      aria-label={words.message}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div class="composer-head">
        <CommandPicker command={null} commands={commands} choose={choose} />
        <p>{fill(words.hint, place)}</p>
      </div>
      {files.length > 0 && (
        <Pictures files={files} remove={(n) => setFiles(files.filter((_, i) => i !== n))} />
      )}
      <div class="composer-body">
        <input
          ref={input}
          type="file"
          class="hidden-input"
          tabIndex={-1}
          aria-hidden="true"
          accept="image/*,video/*"
          multiple
          onChange={(event) => {
            add(event.currentTarget.files);
            event.currentTarget.value = '';
          }}
        />
        <button
          type="button"
          class="add"
          aria-label={words.addPictures}
          onClick={() => input.current?.click()}
        >
          <Icon name="image" size={22} />
        </button>
        <div class="field words">
          <textarea
            ref={box}
            rows={1}
            aria-label={words.yourMessage}
            placeholder={fill(words.placeholder, place)}
            value={written}
            onInput={(event) => {
              setWritten(event.currentTarget.value);
              setProblem('');
            }}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || event.shiftKey) return;
              event.preventDefault();
              if (meant[0]) choose(meant[0].name);
              else send();
            }}
          />
          {meant.length > 0 && (
            <ul class="suggestions" aria-label={words.commands}>
              {meant.map((command) => (
                <li key={command.id}>
                  <button type="button" onClick={() => choose(command.name)}>
                    <span class="command-name">/{command.label}</span> {command.description}
                  </button>
                </li>
              ))}
            </ul>
          )}
        </div>
        <button type="submit" class="send">
          <Icon name="send" size={18} /> <span>{words.send}</span>
        </button>
      </div>
      <div class="composer-foot">
        {problem && (
          <p class="problem" role="alert">
            <Icon name="warning" size={16} /> {problem}
          </p>
        )}
      </div>
      {dragging && <DropVeil words={words.dropToSend} />}
    </form>
  );
}

/** The pictures that go along. */
function Pictures({ files, remove }: { files: File[]; remove: (n: number) => void }): JSX.Element {
  const { composer, photo } = useWords();
  return (
    <ul class="going" aria-label={composer.going}>
      {files.map((file, n) => (
        <li key={`${n}-${file.name}`}>
          <Preview file={file} alt={file.name} instead={<Icon name="image" size={22} />} />
          <button
            type="button"
            class="photo-clear"
            aria-label={fill(photo.remove, { file: file.name })}
            onClick={() => remove(n)}
          >
            <Icon name="close" size={16} />
          </button>
        </li>
      ))}
    </ul>
  );
}

import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ChatInteraction, ChatState } from '../chat/model.ts';
import { presetOf, type Select } from './choices.ts';
import { Icon } from './icons.tsx';
import { Markdown } from './markdown.tsx';
import { ModalField, type Part, type TextInput } from './modal-field.tsx';
import { closeModal, type Filled, submitModal } from './send.ts';
import { useSent } from './sent.ts';
import { useWords } from './words/words.ts';

/** Types of components that a modal can hold. */
const T = { row: 1, textInput: 4, text: 10, label: 18, file: 19, box: 23 } as const;

/** One line of the dialog: words, or a field with its label. */
interface Line {
  words?: string | undefined;
  label?: string | undefined;
  description?: string | undefined;
  part?: Part | undefined;
}

/** The dialog that a bot has asked for. It stays until the bot has answered, so that nothing written is lost. */
export function Modal({ opener, state }: { opener: ChatInteraction; state: ChatState }): JSX.Element {
  const words = useWords();
  const modal = opener.modal!;
  const dialog = useRef<HTMLDialogElement>(null);
  const lines = (modal.components as unknown as Part[]).flatMap(linesOf);
  const [filled, setFilled] = useState<Filled>(() => presets(lines));
  const { waiting, problem, send } = useSent(state.interactions, words.modal.failed);
  useEffect(() => dialog.current?.showModal(), []);
  const putAway = () => {
    closeModal(opener.id).catch(() => {});
  };
  return (
    <dialog ref={dialog} class="modal" aria-labelledby={`modal-${opener.id}`} onClose={putAway}>
      <form
        method="dialog"
        onSubmit={(event) => {
          event.preventDefault();
          send(submitModal(opener.id, filled));
        }}
      >
        <header>
          <h2 id={`modal-${opener.id}`}>{modal.title}</h2>
          <button
            type="button"
            class="photo-clear"
            aria-label={words.picture.close}
            onClick={() => dialog.current?.close()}
          >
            <Icon name="close" size={18} />
          </button>
        </header>
        <div class="modal-lines">
          {lines.map((line, n) =>
            line.part ? (
              <ModalField
                key={line.part.custom_id}
                label={line.label ?? ''}
                description={line.description}
                part={line.part}
                state={state}
                value={filled[line.part.custom_id]}
                set={(value) => setFilled((old) => ({ ...old, [line.part!.custom_id]: value }))}
              />
            ) : (
              <Markdown key={n} text={line.words ?? ''} />
            ),
          )}
        </div>
        {problem && (
          <p class="problem" role="alert">
            <Icon name="warning" size={16} /> {problem}
          </p>
        )}
        <footer>
          <button type="button" class="button secondary" onClick={() => dialog.current?.close()}>
            {words.modal.cancel}
          </button>
          <button type="submit" class="button primary" aria-busy={waiting} disabled={waiting}>
            {words.modal.submit}
          </button>
        </footer>
      </form>
    </dialog>
  );
}

function linesOf(component: Part): Line[] {
  if (component.type === T.text) return [{ words: component.content }];
  if (component.type === T.label)
    return [{ label: component.label, description: component.description, part: component.component }];
  return (component.components ?? []).map((part) => ({ label: part.label, part }));
}

/** What the bot has filled in. */
function presets(lines: Line[]): Filled {
  const fields = lines.flatMap((line) => (line.part ? [line.part] : []));
  return Object.fromEntries(
    fields.filter((part) => part.type !== T.file).map((part) => [part.custom_id, presetIn(part)]),
  );
}

function presetIn(part: Part): Filled[string] {
  if (part.type === T.textInput) return (part as TextInput).value ?? '';
  if (part.type === T.box) return String((part as { default?: boolean }).default === true);
  return presetOf(part as unknown as Select);
}

import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Compare, type Shown } from './compare.tsx';
import { Icon } from './icons.tsx';
import { useWords } from './words/words.ts';

/** A picture over the whole page; Escape, the cross, or a click beside it closes it. */
export function Lightbox({ shown, close }: { shown: Shown; close: () => void }): JSX.Element {
  const { picture: words } = useWords();
  const dialog = useRef<HTMLDialogElement>(null);
  const [comparing, setComparing] = useState(false);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      class="lightbox"
      aria-label={shown.alt || words.picture}
      onClose={close}
      closedby="any"
    >
      {comparing && shown.before ? (
        <Compare shown={shown} before={shown.before} />
      ) : (
        <img src={shown.url} alt={shown.alt} width={shown.width} height={shown.height} />
      )}
      <div class="lightbox-bar">
        {shown.alt && <p>{shown.alt}</p>}
        {shown.before && (
          <button
            type="button"
            class="button secondary"
            aria-pressed={comparing}
            onClick={() => setComparing(!comparing)}
          >
            <Icon name="compare" size={16} /> {words.compare}
          </button>
        )}
        <a class="button secondary" href={shown.url} target="_blank" rel="noreferrer">
          <Icon name="open" size={16} /> {words.original}
        </a>
        <button type="button" class="button secondary" onClick={close}>
          <Icon name="close" size={16} /> {words.close}
        </button>
      </div>
    </dialog>
  );
}

import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { ChatSample } from '../chat/model.ts';
import { usePageDrop } from './drop.ts';
import { DropVeil } from './drop-veil.tsx';
import { Icon } from './icons.tsx';
import type { FieldProps } from './options.ts';
import { Preview } from './preview.tsx';
import { sampleFile } from './sample.ts';
import { bytes } from './time.ts';
import { fill, useWords } from './words/words.ts';

/** An attachment: dropped anywhere on the page, pasted, chosen in a dialog, or one of the samples. */
export function PhotoField({ option, value, set, samples, wrong, takesDrops }: FieldProps): JSX.Element {
  const { photo: words } = useWords();
  const input = useRef<HTMLInputElement>(null);
  const file = value instanceof File ? value : undefined;
  const dragging = usePageDrop(takesDrops ? ([first]) => set(first) : null);
  const choose = (files: FileList | null) => files?.[0] && set(files[0]);
  return (
    <div class="field photo">
      <span class="field-name" id={`${option.name}-name`}>
        {option.label}
      </span>
      <div class={wrong ? 'photo-box wrong' : 'photo-box'}>
        <input
          ref={input}
          type="file"
          class="hidden-input"
          tabIndex={-1}
          aria-hidden="true"
          accept="image/*,video/*"
          data-file={option.name}
          onChange={(event) => {
            choose(event.currentTarget.files);
            // The same file can be chosen again later.
            event.currentTarget.value = '';
          }}
        />
        <button
          type="button"
          class="photo-pick"
          data-option={option.name}
          aria-describedby={`${option.name}-name`}
          onClick={() => input.current?.click()}
        >
          <Preview
            file={file}
            alt=""
            instead={
              <span class="photo-empty">
                <Icon name="image" size={22} />
              </span>
            }
          />
          <span class="photo-words">
            <strong>
              {file ? file.name : option.name === 'photo' ? words.choosePhoto : words.choosePicture}
            </strong>
            <small>{file ? bytes(file.size) : words.orDrop}</small>
          </span>
        </button>
        {file && (
          <button
            type="button"
            class="photo-clear"
            aria-label={fill(words.remove, { file: file.name })}
            onClick={() => set(undefined)}
          >
            <Icon name="close" size={16} />
          </button>
        )}
        {samples.length > 0 && (
          <SampleMenu samples={samples} choose={async (sample) => set(await sampleFile(sample))} />
        )}
      </div>
      {dragging && <DropVeil words={words.drop} />}
    </div>
  );
}

function SampleMenu({
  samples,
  choose,
}: {
  samples: ChatSample[];
  choose: (sample: ChatSample) => void;
}): JSX.Element {
  const { photo: words } = useWords();
  const menu = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const outside = (event: Event) => {
      if (menu.current && !menu.current.contains(event.target as Node)) menu.current.open = false;
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, []);
  const take = (sample: ChatSample) => {
    if (menu.current) menu.current.open = false;
    choose(sample);
  };
  return (
    <details
      class="samples"
      ref={menu}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && menu.current) menu.current.open = false;
      }}
    >
      <summary>
        <Icon name="stack" size={18} /> {words.samples}
      </summary>
      <ul aria-label={words.samplePhotos}>
        {samples.map((sample) => (
          <li key={sample.name}>
            <button type="button" onClick={() => take(sample)}>
              <img src={sample.url} alt="" width={96} height={64} loading="lazy" />
              <span>{sample.title}</span>
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}

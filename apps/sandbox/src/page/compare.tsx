import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { fill, useWords } from './words/words.ts';

export interface Shown {
  url: string;
  alt: string;
  width?: number | undefined;
  height?: number | undefined;
  /** Address of the photo that the picture was made of. */
  before?: string | undefined;
}

/**
 * Photo and painting one over the other, with a divider between them. The divider is a range input over the whole
 * picture: it can be dragged anywhere, and the arrow keys, Page Up and Down, Home and End move it.
 */
export function Compare({ shown, before }: { shown: Shown; before: string }): JSX.Element {
  const { picture: words } = useWords();
  const [at, setAt] = useState(50);
  const range = useRef<HTMLInputElement>(null);
  useEffect(() => range.current?.focus(), []);
  return (
    <div class="compare" style={{ '--at': `${at}%` }}>
      <img src={shown.url} alt={shown.alt} width={shown.width} height={shown.height} />
      <img class="compare-before" src={before} alt={words.before} />
      <input
        ref={range}
        type="range"
        min={0}
        max={100}
        value={at}
        aria-label={words.divider}
        aria-valuetext={fill(words.dividerAt, { photo: at, painting: 100 - at })}
        onInput={(event) => setAt(Number(event.currentTarget.value))}
      />
      <span class="compare-line" aria-hidden="true" />
      <span class="compare-word left" aria-hidden="true">
        {words.photo}
      </span>
      <span class="compare-word right" aria-hidden="true">
        {words.painting}
      </span>
    </div>
  );
}

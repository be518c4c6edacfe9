import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Shown } from './lightbox.tsx';

/**
 * Photo and painting one over the other, with a divider between them. The divider is a range input over the whole
 * picture: it can be dragged anywhere, and the arrow keys, Page Up and Down, Home and End move it.
 */
export function Compare({ shown, before }: { shown: Shown; before: string }): JSX.Element {
  const [at, setAt] = useState(50);
  const range = useRef<HTMLInputElement>(null);
  useEffect(() => range.current?.focus(), []);
  return (
    <div class="compare" style={{ '--at': `${at}%` }}>
      <img src={shown.url} alt={shown.alt} width={shown.width} height={shown.height} />
      <img class="compare-before" src={before} alt="Before" />
      <input
        ref={range}
        type="range"
        min={0}
        max={100}
        value={at}
        aria-label="Divider between photo and painting"
        aria-valuetext={`${at} % photo, ${100 - at} % painting`}
        onInput={(event) => setAt(Number(event.currentTarget.value))}
      />
      <span class="compare-line" aria-hidden="true" />
      <span class="compare-word left" aria-hidden="true">
        Photo
      </span>
      <span class="compare-word right" aria-hidden="true">
        Painting
      </span>
    </div>
  );
}

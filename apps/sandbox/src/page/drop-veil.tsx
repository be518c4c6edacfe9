import type { JSX } from 'preact';
import { Icon } from './icons.tsx';

/** Lies over the page while a file is dragged across it. */
export function DropVeil({ words }: { words: string }): JSX.Element {
  return (
    <div class="drop-veil">
      <p>
        <Icon name="image" size={40} /> {words}
      </p>
    </div>
  );
}

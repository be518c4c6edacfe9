import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { ChatCommand } from '../chat/model.ts';
import { Icon } from './icons.tsx';
import { useWords } from './words/words.ts';

/** Where a menu opens, px from the corner of the window. */
export interface Point {
  x: number;
  y: number;
}

/** Room that the menu needs to the right of its corner and below it, px. */
const ROOM = { width: 250, height: 60, perItem: 40 };

/** The context menu of a message, "Apps ▸": the message commands that the bot has registered. */
export function MessageMenu({
  at,
  commands,
  use,
  close,
}: {
  at: Point;
  commands: ChatCommand[];
  use: (command: ChatCommand) => void;
  close: () => void;
}): JSX.Element {
  const { message: words } = useWords();
  const menu = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    menu.current?.showPopover();
    menu.current?.querySelector<HTMLElement>('[role=menuitem]')?.focus();
    // The answer may already have come into view: giving the focus back must not scroll away from it.
    return () => before?.focus({ preventScroll: true });
  }, []);
  const step = (event: KeyboardEvent) => {
    const items = [...menu.current!.querySelectorAll<HTMLElement>('[role=menuitem]')];
    const now = items.indexOf(document.activeElement as HTMLElement);
    const next: Record<string, number> = {
      ArrowDown: (now + 1) % items.length,
      ArrowUp: (now - 1 + items.length) % items.length,
      Home: 0,
      End: items.length - 1,
    };
    if (event.key === 'Tab') close();
    const to = next[event.key];
    if (to === undefined) return;
    event.preventDefault();
    items[to]?.focus();
  };
  const height = ROOM.height + ROOM.perItem * commands.length;
  const left = Math.max(8, Math.min(at.x, innerWidth - ROOM.width));
  const top = Math.max(8, Math.min(at.y, innerHeight - height));
  return (
    <div
      ref={menu}
      class="menu"
      popover="auto"
      role="menu"
      tabIndex={-1}
      aria-label={words.appsForThis}
      style={{ left: `${left}px`, top: `${top}px` }}
      onToggle={(event) => event.newState === 'closed' && close()}
      onKeyDown={step}
    >
      <p class="menu-head" role="presentation">
        <Icon name="apps" size={15} /> {words.apps}
      </p>
      {commands.map((command) => (
        <button
          key={command.id}
          type="button"
          role="menuitem"
          tabIndex={-1}
          onClick={() => {
            close();
            use(command);
          }}
        >
          {command.label}
        </button>
      ))}
    </div>
  );
}

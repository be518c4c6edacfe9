import { useState } from 'preact/hooks';

const KEY = 'atelier-dismissed';

/** Dismissals remembered; older messages are gone by then. */
const MOST = 200;

/** Ids of private messages that the person has put away, also in earlier visits of this browser. */
export function useDismissed(): { dismissed: ReadonlySet<string>; dismiss: (id: string) => void } {
  const [dismissed, setDismissed] = useState<ReadonlySet<string>>(remembered);
  const dismiss = (id: string) =>
    setDismissed((old) => {
      const ids = [...old, id].slice(-MOST);
      localStorage.setItem(KEY, JSON.stringify(ids));
      return new Set(ids);
    });
  return { dismissed, dismiss };
}

function remembered(): Set<string> {
  try {
    return new Set(JSON.parse(localStorage.getItem(KEY) ?? '[]') as string[]);
  } catch {
    return new Set();
  }
}

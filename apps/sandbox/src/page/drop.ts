import { useEffect, useRef, useState } from 'preact/hooks';

/** Files dropped or pasted anywhere on the page; answers whether one is being dragged over it. `null` takes none. */
export function usePageDrop(take: ((files: File[]) => void) | null): boolean {
  const [dragging, setDragging] = useState(false);
  const latest = useRef(take);
  latest.current = take;
  const active = take !== null;
  useEffect(() => {
    if (!active) return;
    const stop = new AbortController();
    const on = <K extends keyof DocumentEventMap>(name: K, handler: (event: DocumentEventMap[K]) => void) =>
      document.addEventListener(name, handler, { signal: stop.signal });
    const give = (files: FileList | undefined) => files?.[0] && latest.current?.([...files]);
    on('dragover', (event) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      setDragging(true);
    });
    on('dragleave', (event) => event.relatedTarget === null && setDragging(false));
    on('drop', (event) => {
      event.preventDefault();
      setDragging(false);
      give(event.dataTransfer?.files);
    });
    on('paste', (event) => give(event.clipboardData?.files));
    return () => stop.abort();
  }, [active]);
  return dragging;
}

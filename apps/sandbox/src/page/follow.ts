import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

/** Within this distance of the newest message the view follows, px. */
const FOLLOW_PX = 120;

/** Space left above a message that is taller than the view, px. */
const ABOVE_PX = 8;

/**
 * Keeps the newest message in view while content grows: a new message, an edit, a picture that has arrived.
 * Of a message taller than the view its beginning is shown, since that is where the painting is.
 * `away`: the reader has scrolled up, so the view stays where it is; until `own` changes, the id of what the reader
 * has written or sent last.
 */
export function useFollow(own: string | undefined) {
  const box = useRef<HTMLElement>(null);
  const following = useRef(true);
  const [away, setAway] = useState(false);
  const toNewest = () => box.current?.scrollTo({ top: newestTop(box.current) });
  useLayoutEffect(() => {
    following.current = true;
    toNewest();
  }, [own]);
  useEffect(() => {
    const view = box.current!;
    let last = view.scrollTop;
    const onScroll = () => {
      // Content can grow between a scroll and its event: only who has moved up has left the newest message.
      if (view.scrollTop > newestTop(view) - FOLLOW_PX) following.current = true;
      else if (view.scrollTop < last) following.current = false;
      last = view.scrollTop;
      setAway(!following.current);
    };
    const grown = new ResizeObserver(() => {
      if (following.current && view.scrollTop < newestTop(view)) toNewest();
    });
    grown.observe(view.firstElementChild!);
    grown.observe(view);
    view.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      grown.disconnect();
      view.removeEventListener('scroll', onScroll);
    };
  }, []);
  return { box, away, toNewest };
}

/** The scroll position that shows the newest message: the end, or the beginning of a message taller than the view. */
function newestTop(view: HTMLElement): number {
  const end = view.scrollHeight - view.clientHeight;
  const newest = view.querySelector('[role="log"] > ol > li:last-child');
  if (!newest) return end;
  const top = newest.getBoundingClientRect().top - view.getBoundingClientRect().top + view.scrollTop;
  return Math.max(0, Math.min(end, top - ABOVE_PX));
}

import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { Icon } from './icons.tsx';
import type { Shown } from './lightbox.tsx';
import { bytes } from './time.ts';

export interface MediaItem {
  media: { url: string; width?: number; height?: number };
  description?: string | null;
}

/** A single picture is shown at most this large, px. */
const MOST = { width: 560, height: 380 };

/** One picture keeps its shape; several share a grid. */
export function Gallery({ items, show }: { items: MediaItem[]; show: (shown: Shown) => void }): JSX.Element {
  const columns = items.length === 1 ? 1 : items.length === 2 || items.length === 4 ? 2 : 3;
  return (
    <div class={`gallery columns${columns}`}>
      {items.map((item, n) => (
        <Picture key={n} item={item} show={show} />
      ))}
    </div>
  );
}

export function Picture({ item, show }: { item: MediaItem; show: (shown: Shown) => void }): JSX.Element {
  const { width, height } = item.media;
  // Every fetch of a message signs addresses anew; the picture only changes when its path does.
  const url = useMemo(() => item.media.url, [item.media.url.split('?')[0]]);
  const alt = item.description ?? '';
  if (!url.startsWith(location.origin))
    return (
      <p class="outside">
        A picture from elsewhere, which the sandbox does not fetch: <code>{url}</code>
      </p>
    );
  const scale = width && height ? Math.min(1, MOST.width / width, MOST.height / height) : 1;
  const size =
    width && height ? { width: Math.round(width * scale), height: Math.round(height * scale) } : {};
  return (
    <button
      type="button"
      class="picture"
      aria-label={alt ? `Enlarge: ${alt}` : 'Enlarge picture'}
      onClick={() => show({ url, alt, width, height })}
    >
      <img src={url} alt={alt} {...size} />
    </button>
  );
}

interface Attachment {
  id: string;
  filename: string;
  size: number;
  url: string;
  content_type?: string;
  description?: string;
  width?: number | null;
  height?: number | null;
}

/** Attachments of a message without Components V2: pictures as a gallery, other files as cards. */
export function Attachments({
  attachments,
  show,
}: {
  attachments: Attachment[];
  show: (shown: Shown) => void;
}): JSX.Element {
  const pictures = attachments.filter((a) => a.content_type?.startsWith('image/') && a.width);
  const others = attachments.filter((a) => !pictures.includes(a));
  return (
    <>
      {pictures.length > 0 && (
        <Gallery
          items={pictures.map((a) => ({
            media: { url: a.url, width: a.width!, height: a.height! },
            description: a.description ?? a.filename,
          }))}
          show={show}
        />
      )}
      {others.map((a) => (
        <a key={a.id} class="file" href={a.url} target="_blank" rel="noreferrer">
          <Icon name="file" /> {a.filename} <span class="md-sub">{bytes(a.size)}</span>
        </a>
      ))}
    </>
  );
}

import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { ChatPhoto } from '../chat/model.ts';
import type { Shown } from './compare.tsx';
import { Icon } from './icons.tsx';
import { bytes } from './time.ts';
import { fill, useWords } from './words/words.ts';

export interface MediaItem {
  media: { url: string; width?: number; height?: number; content_type?: string | null | undefined };
  description?: string | null | undefined;
  spoiler?: boolean;
}

/** A single picture is shown at most this large, px. */
const MOST = { width: 560, height: 380 };

/** A painting has the shape of its photo up to this part, for whole pixels. */
const SHAPE_TOLERANCE = 0.03;

interface Props {
  items: MediaItem[];
  /** What the first picture was made of, if it was. */
  photo: ChatPhoto | null;
  show: (shown: Shown) => void;
}

/** One picture keeps its shape; several share a grid. */
export function Gallery({ items, photo, show }: Props): JSX.Element {
  const columns = items.length === 1 ? 1 : items.length === 2 || items.length === 4 ? 2 : 3;
  return (
    <div class={`gallery columns${columns}`}>
      {items.map((item, n) => (
        <Picture key={n} item={item} photo={n === 0 ? photo : null} show={show} />
      ))}
    </div>
  );
}

export function Picture({
  item,
  photo = null,
  show,
}: {
  item: MediaItem;
  photo?: ChatPhoto | null;
  show: (shown: Shown) => void;
}): JSX.Element {
  const { picture: words } = useWords();
  const [open, setOpen] = useState(!item.spoiler);
  const { width, height } = item.media;
  // Every fetch of a message signs addresses anew; the picture only changes when its path does.
  const url = useMemo(() => item.media.url, [item.media.url.split('?')[0]]);
  const alt = item.description ?? '';
  if (!url.startsWith(location.origin))
    return (
      <p class="outside">
        {words.elsewhere} <code>{url}</code>
      </p>
    );
  const scale = width && height ? Math.min(1, MOST.width / width, MOST.height / height) : 1;
  const size =
    width && height ? { width: Math.round(width * scale), height: Math.round(height * scale) } : {};
  if (item.media.content_type?.startsWith('video/') && open)
    return (
      <div class="picture">
        <video src={url} aria-label={alt} controls loop playsInline preload="metadata" {...size} />
      </div>
    );
  const before = photo && sameShape(item.media, photo) ? photo.url : undefined;
  return (
    <button
      type="button"
      class={open ? 'picture' : 'picture veiled'}
      aria-label={open ? fill(words.enlarge, { what: alt || words.picture }) : words.showSpoiler}
      onClick={() => (open ? show({ url, alt, width, height, before }) : setOpen(true))}
    >
      {item.media.content_type?.startsWith('video/') ? (
        <span class="film" style={size} />
      ) : (
        <img src={url} alt={open ? alt : ''} {...size} />
      )}
      {!open && <span class="veil">{words.spoiler}</span>}
    </button>
  );
}

/** A photo may lie on its side in the file and stand upright when it is shown. */
function sameShape(media: MediaItem['media'], photo: ChatPhoto): boolean {
  if (!media.width || !media.height) return false;
  const shape = media.width / media.height;
  const lying = photo.width / photo.height;
  return [lying, 1 / lying].some((one) => Math.abs(shape / one - 1) < SHAPE_TOLERANCE);
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
  photo,
  show,
}: {
  attachments: Attachment[];
  photo: ChatPhoto | null;
  show: (shown: Shown) => void;
}): JSX.Element {
  const pictures = attachments.filter((a) => /^(image|video)\//.test(a.content_type ?? '') && a.width);
  const others = attachments.filter((a) => !pictures.includes(a));
  return (
    <>
      {pictures.length > 0 && (
        <Gallery
          items={pictures.map((a) => ({
            media: { url: a.url, width: a.width!, height: a.height!, content_type: a.content_type },
            description: a.description ?? a.filename,
            spoiler: a.filename.startsWith('SPOILER_'),
          }))}
          photo={photo}
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

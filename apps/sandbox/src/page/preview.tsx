import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** Megapixels above which a chosen photo is not shown: unpacked, 100 of them are 400 MB of this page's memory. */
const MOST_MEGAPIXELS = 100;

/**
 * A chosen file as a small picture; nothing for what is none. Its size is read first, for which a browser need not
 * unpack it, so that a photo of 20 000 pixels a side does not hold up the page.
 */
export function Preview({
  file,
  alt,
  instead,
}: {
  file: File | undefined;
  alt: string;
  instead: JSX.Element | null;
}): JSX.Element | null {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    setUrl(undefined);
    if (!file?.type.startsWith('image/')) return;
    const address = URL.createObjectURL(file);
    const probe = new Image();
    probe.onload = () => {
      if (probe.naturalWidth * probe.naturalHeight <= MOST_MEGAPIXELS * 1e6) setUrl(address);
    };
    probe.src = address;
    return () => {
      probe.onload = null;
      URL.revokeObjectURL(address);
    };
  }, [file]);
  return url ? <img src={url} alt={alt} decoding="async" /> : instead;
}

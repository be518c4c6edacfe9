import type { JSX } from 'preact';
import type { Shown } from './compare.tsx';
import { Picture } from './gallery.tsx';
import { Markdown } from './markdown.tsx';

interface EmbedMedia {
  url: string;
  proxy_url?: string;
  width?: number;
  height?: number;
}

/** What Discord's clients load: never the foreign address itself. */
const proxied = ({ proxy_url, ...media }: EmbedMedia): EmbedMedia => ({
  ...media,
  url: proxy_url ?? media.url,
});

interface EmbedData {
  title?: string;
  description?: string;
  color?: number;
  fields?: { name: string; value: string; inline?: boolean }[];
  type?: string;
  url?: string;
  image?: EmbedMedia;
  thumbnail?: EmbedMedia;
  footer?: { text: string };
}

export function Embed({
  embed,
  show,
}: {
  embed: Record<string, unknown>;
  show: (shown: Shown) => void;
}): JSX.Element {
  const data = embed as EmbedData;
  const picture = data.image ?? data.thumbnail;
  // A link to a picture becomes the picture alone.
  if (data.type === 'image' && picture)
    return <Picture item={{ media: proxied(picture), description: data.url }} show={show} />;
  const colour = data.color === undefined ? undefined : `#${data.color.toString(16).padStart(6, '0')}`;
  return (
    <div class="container embed" style={{ borderLeftColor: colour, borderLeftWidth: '4px' }}>
      {data.title && <strong>{data.title}</strong>}
      {data.description && <Markdown text={data.description} />}
      {data.fields && (
        <dl>
          {data.fields.map((field) => (
            <div key={field.name} class={field.inline ? 'inline' : ''}>
              <dt>{field.name}</dt>
              <dd>
                <Markdown text={field.value} />
              </dd>
            </div>
          ))}
        </dl>
      )}
      {picture && <Picture item={{ media: proxied(picture), description: data.title }} show={show} />}
      {data.footer && <p class="md-sub">{data.footer.text}</p>}
    </div>
  );
}

import type { JSX } from 'preact';
import { Picture } from './gallery.tsx';
import type { Shown } from './lightbox.tsx';
import { Markdown } from './markdown.tsx';

interface EmbedData {
  title?: string;
  description?: string;
  color?: number;
  fields?: { name: string; value: string; inline?: boolean }[];
  image?: { url: string; width?: number; height?: number };
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
      {data.image && <Picture item={{ media: data.image, description: data.title }} show={show} />}
      {data.footer && <p class="md-sub">{data.footer.text}</p>}
    </div>
  );
}

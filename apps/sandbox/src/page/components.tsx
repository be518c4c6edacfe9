import type { JSX } from 'preact';
import type { ChatMessage, ChatState } from '../chat/model.ts';
import { type Button, ButtonView } from './button.tsx';
import type { Select } from './choices.ts';
import type { Shown } from './compare.tsx';
import { Gallery, type MediaItem, Picture } from './gallery.tsx';
import { Icon } from './icons.tsx';
import { Markdown } from './markdown.tsx';
import { SelectView } from './select.tsx';
import { fill, useWords } from './words/words.ts';

/** Types of Discord's message components. */
const T = {
  row: 1,
  button: 2,
  selects: [3, 5, 6, 7, 8],
  section: 9,
  text: 10,
  thumbnail: 11,
  gallery: 12,
  file: 13,
  separator: 14,
  container: 17,
} as const;

interface Around {
  message: ChatMessage;
  state: ChatState;
  show: (shown: Shown) => void;
}

interface Component extends Record<string, unknown> {
  type: number;
  components?: Component[];
}

/** A message's components, Components V2 and action rows. */
export function Components({
  components,
  ...around
}: Around & { components: Record<string, unknown>[] }): JSX.Element {
  return (
    <>
      {(components as Component[]).map((component, n) => (
        <One key={n} component={component} {...around} />
      ))}
    </>
  );
}

function One({ component, ...around }: Around & { component: Component }): JSX.Element | null {
  const inner = component.components ?? [];
  if (T.selects.includes(component.type as 3)) {
    const { message, state } = around;
    return <SelectView select={component as unknown as Select} message={message} state={state} />;
  }
  switch (component.type) {
    case T.container:
      return (
        <div class="container" style={accent(component.accent_color)}>
          <Components components={inner} {...around} />
        </div>
      );
    case T.row:
      return (
        <div class="row">
          <Components components={inner} {...around} />
        </div>
      );
    case T.button:
      return (
        <ButtonView
          button={component as unknown as Button}
          message={around.message}
          interactions={around.state.interactions}
        />
      );
    case T.text:
      return <Markdown text={String(component.content)} />;
    case T.section:
      return (
        <div class="section">
          <div class="section-text">
            <Components components={inner} {...around} />
          </div>
          <One component={component.accessory as Component} {...around} />
        </div>
      );
    case T.thumbnail:
      return (
        <div class="thumbnail">
          <Picture item={component as unknown as MediaItem} show={around.show} />
        </div>
      );
    case T.gallery:
      return (
        <Gallery items={component.items as MediaItem[]} photo={around.message.photo} show={around.show} />
      );
    case T.separator:
      return component.divider === false ? (
        <div class={component.spacing === 2 ? 'space large' : 'space'} />
      ) : (
        <hr class={component.spacing === 2 ? 'large' : ''} />
      );
    case T.file:
      return <FileCard file={component.file as MediaItem['media']} name={nameOf(component)} />;
    default:
      return <Unknown type={component.type} />;
  }
}

function Unknown({ type }: { type: number }): JSX.Element {
  return <p class="md-sub">{fill(useWords().message.unknownComponent, { type })}</p>;
}

const accent = (colour: unknown): Record<string, string> =>
  typeof colour === 'number'
    ? { borderLeftColor: `#${colour.toString(16).padStart(6, '0')}`, borderLeftWidth: '4px' }
    : {};

const nameOf = (component: Component): string =>
  decodeURIComponent(new URL((component.file as { url: string }).url).pathname.split('/').at(-1) ?? 'file');

function FileCard({ file, name }: { file: { url: string }; name: string }): JSX.Element {
  return (
    <a class="file" href={file.url} target="_blank" rel="noreferrer">
      <Icon name="file" /> {name}
    </a>
  );
}

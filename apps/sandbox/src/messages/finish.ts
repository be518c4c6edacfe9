import { type APIAttachment, ComponentType } from 'discord-api-types/v10';

type Component = Record<string, unknown>;

/** What Discord adds to a component of each type when it was left out. */
const DEFAULTS: Record<number, Component> = {
  [ComponentType.Container]: { accent_color: null, spoiler: false },
  [ComponentType.Separator]: { divider: true, spacing: 1 },
  [ComponentType.Thumbnail]: { description: null, spoiler: false },
  [ComponentType.File]: { spoiler: false },
  [ComponentType.StringSelect]: { min_values: 1, max_values: 1 },
};

/** Components as Discord stores and answers them: an `id` each (by order, from 1), defaults filled in. */
export function finishComponents(components: Component[], attachments: APIAttachment[]): Component[] {
  let next = 1;
  const finish = (given: Component): Component => {
    const component: Component = { ...DEFAULTS[given.type as number], ...given, id: given.id || next++ };
    if (component.type === ComponentType.File) Object.assign(component, fileFields(component, attachments));
    if (component.media) component.media = unfurled(component.media as Component);
    if (Array.isArray(component.items)) component.items = component.items.map(galleryItem);
    if (Array.isArray(component.components)) component.components = component.components.map(finish);
    if (component.accessory) component.accessory = finish(component.accessory as Component);
    return component;
  };
  return components.map(finish);
}

const galleryItem = (item: Component): Component => ({
  description: null,
  spoiler: false,
  ...item,
  media: unfurled(item.media as Component),
});

/** Media from elsewhere: Discord would fetch it and serve it from a proxy, which the sandbox does not. */
const unfurled = (media: Component): Component => ({ id: '1', proxy_url: media.url, ...media });

function fileFields(component: Component, attachments: APIAttachment[]): Component {
  const id = (component.file as { attachment_id?: string }).attachment_id;
  const file = attachments.find((attachment) => attachment.id === id);
  return { name: file?.filename ?? null, size: file?.size ?? null };
}

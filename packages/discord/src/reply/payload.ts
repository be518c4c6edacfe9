import {
  type APIComponentInContainer,
  type APIContainerComponent,
  type APIMediaGalleryComponent,
  type APITextDisplayComponent,
  ComponentType,
  MessageFlags,
} from 'discord-api-types/v10';

export interface ReplyFile {
  name: string;
  data: Uint8Array;
  contentType: string;
  /** alt text; a screen reader says it */
  description: string;
  /** shown behind a cover */
  spoiler?: boolean | undefined;
}

/** One message, ready to be sent: JSON of the REST API v10 and the files that it shows. */
export interface Payload {
  body: {
    flags: number;
    components: (APIContainerComponent | APITextDisplayComponent)[];
    /** on an edit, a file that is not listed here is removed: the preview goes when the picture comes */
    attachments: { id: string; filename: string; description: string }[];
    /** nobody is pinged; in a channel, after the interaction's end, the one who asked */
    allowed_mentions: { parse: []; users?: string[] };
  };
  files: ReplyFile[];
}

/** Accents of the container: at work, finished, failed. RGB. */
export const ACCENTS = { waiting: 0x8a8f98, painting: 0xd9a441, done: 0x4c9a6a, failed: 0xb5483f } as const;

/** A container in Components V2, in which files appear as `attachment://<name>`. */
export function payload(
  accent: number,
  components: APIComponentInContainer[],
  files: ReplyFile[] = [],
): Payload {
  return {
    body: {
      flags: MessageFlags.IsComponentsV2,
      components: [{ type: ComponentType.Container, accent_color: accent, components }],
      attachments: files.map(({ name, description }, id) => ({
        id: String(id),
        filename: name,
        description,
      })),
      allowed_mentions: { parse: [] },
    },
    files,
  };
}

export function text(content: string): APITextDisplayComponent {
  return { type: ComponentType.TextDisplay, content };
}

export function gallery(...files: ReplyFile[]): APIMediaGalleryComponent {
  return {
    type: ComponentType.MediaGallery,
    items: files.map(({ name, description, spoiler }) => ({
      media: { url: `attachment://${name}` },
      description,
      ...(spoiler ? { spoiler } : {}),
    })),
  };
}

/** Discord names a file's type by its extension, whatever the bytes are. */
const TYPES: Record<string, string> = {
  apng: 'image/apng',
  avif: 'image/avif',
  gif: 'image/gif',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  png: 'image/png',
  svg: 'image/svg+xml',
  webp: 'image/webp',
  json: 'application/json; charset=utf-8',
  m4v: 'video/mp4',
  md: 'text/markdown; charset=utf-8',
  mov: 'video/quicktime',
  mp4: 'video/mp4',
  pdf: 'application/pdf',
  txt: 'text/plain; charset=utf-8',
  webm: 'video/webm',
  zip: 'application/zip',
};

export const extension = (fileName: string): string =>
  /\.([a-z0-9]+)$/i.exec(fileName)?.[1]?.toLowerCase() ?? '';

/** The content type that Discord would record for this name; undefined for names it does not know. */
export const contentType = (fileName: string): string | undefined => TYPES[extension(fileName)];

/** Extensions of the option filter `file_types`, by the names of groups. */
export const FILE_TYPES: Readonly<Record<string, readonly string[]>> = {
  image: ['apng', 'avif', 'gif', 'jpeg', 'jpg', 'png', 'webp'],
  video: ['m4v', 'mov', 'mp4', 'webm'],
};

/** Discord keeps letters, digits, dot, dash and underscore of a file's name; anything else becomes "_". */
export function cleanName(fileName: string): string {
  const base = fileName.split(/[/\\]/).at(-1) ?? '';
  return (
    base
      .replace(/\s/g, '_')
      .replace(/[^\p{L}\p{N}._-]/gu, '')
      .replace(/^\.+/, '')
      .slice(-260) || 'unknown'
  );
}

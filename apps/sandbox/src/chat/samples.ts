import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ChatSample } from './model.ts';

/** The repository's free photos, where the sandbox runs from the repository. */
const DEFAULT_FOLDER = fileURLToPath(new URL('../../../../docs/photos', import.meta.url));

/** Sample photos that the page offers: .jpg files of one folder; none when the folder is not there. */
export class Samples {
  readonly #folder: string;

  constructor(folder = DEFAULT_FOLDER) {
    this.#folder = folder;
  }

  async list(): Promise<ChatSample[]> {
    const names = await readdir(this.#folder).catch(() => []);
    return names
      .filter((name) => /^[\w-]+\.jpe?g$/i.test(name))
      .sort()
      .map((name) => ({ name, title: title(name), url: `/chat/samples/${name}` }));
  }

  /** The bytes of a sample; undefined for any name that `list` does not give. */
  async read(name: string): Promise<Uint8Array | undefined> {
    const known = (await this.list()).some((sample) => sample.name === name);
    return known ? await readFile(join(this.#folder, name)) : undefined;
  }
}

/** `dogs-at-the-window.jpg` → "Dogs at the window". */
function title(name: string): string {
  const words = name.replace(/\.\w+$/, '').replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

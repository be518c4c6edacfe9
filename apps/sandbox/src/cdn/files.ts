import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { type APIAttachment, AttachmentFlags } from 'discord-api-types/v10';
import { dimensions } from './dimensions.ts';
import { cleanName, contentType } from './types.ts';

/** How long a removed file can still be fetched, ms. */
const REMEMBERED_MS = 60_000;

/** Bytes kept in memory; beyond that the oldest files go, so that a sandbox may stand for days. */
const KEPT_BYTES = 1024 ** 3;

/** How a file's name says that it is covered; Discord sets the flag from it. */
const COVERED = 'SPOILER_';

export interface Upload {
  name: string;
  bytes: Uint8Array;
  description?: string | null | undefined;
  /** shown behind a cover, as a client marks it: by the name, and by a flag */
  spoiler?: boolean;
  /** what Discord records instead of what the name says; null: nothing, as happens */
  contentType?: string | null;
}

/** The files of the CDN: bytes by path, addresses signed like Discord's (`?ex=…&is=…&hm=…`) that expire. */
export class Files {
  readonly #bytes = new Map<string, Uint8Array>();
  #total = 0;
  readonly #secret = randomBytes(32);
  readonly #base: string;
  readonly #now: () => number;
  readonly #lifeMs: number;
  readonly #nextId: () => string;

  /** `base`: address of the CDN without a slash at the end; `lifeMs`: life of an address. */
  constructor(base: string, now: () => number, lifeMs: number, nextId: () => string) {
    this.#base = base;
    this.#now = now;
    this.#lifeMs = lifeMs;
    this.#nextId = nextId;
  }

  /** Keeps a file; answers its attachment record as Discord would describe it. */
  add(file: Upload, channelId: string, ephemeral = false): APIAttachment {
    const id = this.#nextId();
    const filename = cleanName(file.spoiler ? `${COVERED}${file.name}` : file.name);
    const path = `/${ephemeral ? 'ephemeral-attachments' : 'attachments'}/${channelId}/${id}/${encodeURIComponent(filename)}`;
    this.#keep(path, file.bytes);
    const type = file.contentType === undefined ? contentType(filename) : file.contentType;
    const covered = filename.startsWith(COVERED);
    const url = this.sign(path);
    return {
      id,
      filename,
      size: file.bytes.byteLength,
      url,
      proxy_url: url,
      ...(type && { content_type: type }),
      ...(/^(image|video)\//.test(type ?? '') && dimensions(file.bytes)),
      ...(file.description && { description: file.description }),
      ...(covered && { flags: AttachmentFlags.IsSpoiler }),
      ...(ephemeral && { ephemeral: true }),
    };
  }

  /** An address that works until `ex` (seconds, hexadecimal). */
  sign(path: string): string {
    const issued = Math.floor(this.#now() / 1000);
    const ex = (issued + Math.floor(this.#lifeMs / 1000)).toString(16);
    const is = issued.toString(16);
    return `${this.#base}${path}?ex=${ex}&is=${is}&hm=${this.#seal(path, ex, is).toString('hex')}&`;
  }

  /** A fresh address for one that may have expired; other addresses come back as they are. */
  refresh(url: string): string {
    return url.startsWith(`${this.#base}/`) ? this.sign(new URL(url).pathname) : url;
  }

  /** The bytes at a path when its signature is ours and has not expired. */
  read(path: string, query: URLSearchParams): Uint8Array | undefined {
    const of = (name: string) => query.get(name) ?? '';
    const ex = of('ex');
    const seal = this.#seal(path, ex, of('is'));
    const given = Buffer.from(of('hm'), 'hex');
    if (given.length !== seal.length || !timingSafeEqual(given, seal)) return undefined;
    if (Number.parseInt(ex, 16) * 1000 <= this.#now()) return undefined;
    return this.#bytes.get(path);
  }

  /** The bytes behind one of our own addresses, expired or not: for tests and the terminal. */
  bytesOf(url: string): Uint8Array | undefined {
    return this.#bytes.get(new URL(url).pathname);
  }

  /** Removes a file, a little later: as with Discord's CDN, who is just loading it still gets it. */
  forget(url: string): void {
    setTimeout(() => this.#remove(new URL(url).pathname), REMEMBERED_MS).unref();
  }

  #keep(path: string, bytes: Uint8Array): void {
    this.#bytes.set(path, bytes);
    this.#total += bytes.byteLength;
    for (const oldest of this.#bytes.keys()) {
      if (this.#total <= KEPT_BYTES || oldest === path) return;
      this.#remove(oldest);
    }
  }

  #remove(path: string): void {
    this.#total -= this.#bytes.get(path)?.byteLength ?? 0;
    this.#bytes.delete(path);
  }

  #seal(path: string, ex: string, is: string): Buffer {
    return createHmac('sha256', this.#secret).update(`${path}|${ex}|${is}`).digest();
  }
}

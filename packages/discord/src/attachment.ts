import { LIMITS } from '@atelier/contract/limits.ts';
import type { Inspected } from '@atelier/core/images/inspect.ts';
import { inspectPicture } from '@atelier/core/isolated/pictures.ts';
import { DISCORD_CDN_HOSTS } from '@atelier/runtime/photo-hosts.ts';
import { AtelierError } from './errors.ts';

export interface FetchPhotoOptions {
  /** `host` or `host:port`; http is accepted only for a loopback host that is listed with its port (the sandbox) */
  hosts?: readonly string[];
  /** bytes, default 25 MiB */
  maxBytes?: number;
  /** ms for the whole fetch, body included, default 15 000 */
  timeoutMs?: number;
}

/**
 * The bytes behind an attachment's address. Only from the allowed hosts, never through a redirect, capped in
 * bytes while they stream and in time as a whole.
 * Errors: fetch.host, fetch.redirect, fetch.failed, fetch.timeout, image.too-many-bytes, image.empty.
 */
export async function fetchPhoto(address: string, options: FetchPhotoOptions = {}): Promise<Uint8Array> {
  const { hosts = DISCORD_CDN_HOSTS, maxBytes = LIMITS.photoBytes, timeoutMs = LIMITS.fetchMs } = options;
  const url = allowedAddress(address, hosts);
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      redirect: 'manual',
      signal,
      headers: { accept: 'image/*, video/*' },
    });
    try {
      refuseUnlessPlain(response, maxBytes);
      return await readCapped(response, maxBytes);
    } finally {
      // a body that nobody reads would hold its connection
      if (!response.bodyUsed) await response.body?.cancel().catch(() => {});
    }
  } catch (error) {
    if (error instanceof AtelierError) throw error;
    throw new AtelierError(signal.aborted ? 'fetch.timeout' : 'fetch.failed', {}, error);
  }
}

/**
 * Checks the real type by content, the size, and that the picture opens, in a process of its own: a file cannot
 * hang, crash or swell the caller. Throws an AtelierError `image.…`.
 */
export function checkPhoto(bytes: Uint8Array): Promise<Inspected> {
  return inspectPicture(bytes);
}

function allowedAddress(address: string, hosts: readonly string[]): URL {
  if (!URL.canParse(address)) throw new AtelierError('fetch.host');
  const url = new URL(address);
  const listed = hosts.some((host) => host.toLowerCase() === url.host);
  const secure =
    url.protocol === 'https:' || (url.protocol === 'http:' && url.port !== '' && isLoopback(url));
  // a name or password in an address has no business here, and hides the host from a reader of the log
  if (!listed || !secure || url.username !== '' || url.password !== '') throw new AtelierError('fetch.host');
  return url;
}

function isLoopback(url: URL): boolean {
  return url.hostname === 'localhost' || url.hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(url.hostname);
}

function refuseUnlessPlain(response: Response, maxBytes: number): void {
  if (response.status >= 300 && response.status < 400) throw new AtelierError('fetch.redirect');
  if (!response.ok) {
    throw new AtelierError('fetch.failed', {}, new Error(`The host answered ${response.status}`));
  }
  const declared = Number(response.headers.get('content-length') ?? 0);
  if (declared > maxBytes) throw tooManyBytes(declared, maxBytes);
}

async function readCapped(response: Response, maxBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.byteLength;
    if (length > maxBytes) throw tooManyBytes(length, maxBytes);
    parts.push(part);
  }
  if (length === 0) throw new AtelierError('image.empty');
  return new Uint8Array(Buffer.concat(parts, length));
}

function tooManyBytes(bytes: number, limit: number): AtelierError {
  const megabytes = Math.ceil((bytes / 1024 / 1024) * 10) / 10;
  return new AtelierError('image.too-many-bytes', {
    megabytes,
    limit: Math.round((limit / 1024 / 1024) * 10) / 10,
  });
}

import { AtelierError } from '../errors.ts';
import type { Span } from './subset.ts';

/** A file on a server, asked for in parts. `name` is for messages: what the file is fetched for. */
export interface RemoteFile {
  readonly name: string;
  readonly url: string;
  readonly host: string;
  /** false: the server only hands over the whole */
  readonly ranges: boolean;
  /** bytes; undefined: the server did not say */
  readonly size: number | undefined;
  /** ETag or date that names this version of the file; undefined: parts could belong to two versions */
  readonly validator: string | undefined;
}

/** The part or the connection ended too early: asking for the rest can help. */
export class Interrupted extends Error {}

/** Asks for the first byte to learn what server and file are like. Errors: `download.unreachable`, `.refused`. */
export async function openRemote(name: string, url: string): Promise<RemoteFile> {
  const host = URL.canParse(url) ? new URL(url).host : url;
  let response: Response;
  try {
    response = await request(url, { begin: 0, end: 1 });
  } catch (cause) {
    throw new AtelierError('download.unreachable', { name, host, reason: reasonOf(cause) }, cause);
  }
  await response.body?.cancel();
  if (!response.ok) throw refused(response.status, { host, url });
  const { headers } = response;
  const ranges = response.status === 206;
  const size = ranges
    ? /\/(\d+)$/.exec(headers.get('content-range') ?? '')?.[1]
    : headers.get('content-length');
  // A weak ETag says that two versions mean the same, not that they are the same to the byte.
  const etag = headers.get('etag')?.startsWith('"') ? headers.get('etag') : undefined;
  return {
    name,
    url,
    host,
    ranges,
    size: size ? Number(size) : undefined,
    validator: etag ?? headers.get('last-modified') ?? undefined,
  };
}

/**
 * The bytes of one span, or of the whole file where the server knows no parts. Throws `Interrupted` when
 * fewer come, `download.refused`, and `download.no-ranges` when the server answers with something else.
 */
export async function* readSpan(remote: RemoteFile, span: Span): AsyncGenerator<Uint8Array> {
  let response: Response;
  try {
    response = await request(remote.url, remote.ranges ? span : undefined, remote.validator);
  } catch (cause) {
    throw new Interrupted('no answer', { cause });
  }
  await check(response, remote, span);
  let missing = span.end - span.begin;
  try {
    for await (const chunk of response.body ?? []) {
      if (chunk.byteLength > missing) throw new AtelierError('download.no-ranges', remoteData(remote));
      missing -= chunk.byteLength;
      yield chunk;
    }
  } catch (cause) {
    throw cause instanceof AtelierError ? cause : new Interrupted('broken off', { cause });
  }
  if (missing > 0) throw new Interrupted('ended too early');
}

async function check(response: Response, remote: RemoteFile, { begin }: Span): Promise<void> {
  const { status } = response;
  const isPart = response.headers.get('content-range')?.startsWith(`bytes ${begin}-`);
  if (remote.ranges ? status === 206 && isPart : status === 200) return;
  await response.body?.cancel();
  if (status === 206) throw new AtelierError('download.no-ranges', remoteData(remote));
  // 429 and the 5xx pass; 200 instead of a part means that the file has become another one (RFC 9110, 13.1.5).
  if (status === 200 || status === 429 || status >= 500) throw new Interrupted(`status ${status}`);
  throw refused(status, remote);
}

function request(url: string, span?: Span, validator?: string): Promise<Response> {
  // Compressed parts would not be parts of the file.
  const headers: Record<string, string> = { 'accept-encoding': 'identity' };
  if (span !== undefined) headers.range = `bytes=${span.begin}-${span.end - 1}`;
  if (span !== undefined && validator !== undefined) headers['if-range'] = validator;
  return fetch(url, { headers });
}

function remoteData({ name, host }: RemoteFile) {
  return { name, host };
}

function refused(status: number, { host, url }: { host: string; url: string }): AtelierError {
  return new AtelierError('download.refused', { host, url, status });
}

/** undici hides the reason behind “fetch failed”. */
function reasonOf(thrown: unknown): string {
  const { cause, message } = thrown as Error;
  const inner = cause as NodeJS.ErrnoException | undefined;
  return inner?.code ?? inner?.message ?? message;
}

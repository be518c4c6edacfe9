import { setTimeout as wait } from 'node:timers/promises';
import type { Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Faults } from '../rest/faults.ts';
import type { Files } from './files.ts';
import { contentType } from './types.ts';

/** Serves attachments. What people upload must never run as a page of ours, hence the strict headers. */
export function cdnRoutes(app: Hono, files: Files, faults: Faults): void {
  for (const folder of ['attachments', 'ephemeral-attachments'])
    app.get(`/${folder}/:channel/:id/:name`, async (c) => {
      const url = new URL(c.req.url);
      const fault = faults.take('GET', url.pathname);
      if (fault?.delayMs) await wait(fault.delayMs);
      if (fault && !fault.afterwards)
        return c.text('A planned failure.', fault.status as ContentfulStatusCode);
      const bytes = files.read(url.pathname, url.searchParams);
      if (!bytes) return c.text('This content is no longer available.', 404);
      const size = bytes.byteLength;
      const range = rangeOf(c.req.header('range'), size);
      if (range === null) return c.body(null, 416, { 'Content-Range': `bytes */${size}` });
      const part = range ? bytes.subarray(range.first, range.last + 1) : bytes;
      return c.body(new Uint8Array(part), range ? 206 : 200, {
        'Content-Type': contentType(c.req.param('name') ?? '') ?? 'application/octet-stream',
        'Content-Length': String(part.byteLength),
        ...(range && { 'Content-Range': `bytes ${range.first}-${range.last}/${size}` }),
        'Accept-Ranges': 'bytes',
        'Content-Security-Policy': "default-src 'none'; sandbox",
        'X-Content-Type-Options': 'nosniff',
        'Cache-Control': 'private, max-age=86400',
      });
    });
}

/**
 * What a browser asks for when a film is wound (RFC 9110, section 14.2): one range of bytes, both ends included.
 * undefined: everything, also where several ranges are asked for; null: nothing is there
 */
function rangeOf(
  header: string | undefined,
  size: number,
): { first: number; last: number } | null | undefined {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (from === undefined || to === undefined || (from === '' && to === '')) return undefined;
  // without a beginning: so many bytes from the end
  const first = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (from !== '' && to !== '' && Number(to) < Number(from)) return undefined;
  return first > last ? null : { first, last };
}

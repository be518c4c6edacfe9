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
      return c.body(new Uint8Array(bytes), 200, {
        'Content-Type': contentType(c.req.param('name') ?? '') ?? 'application/octet-stream',
        'Content-Length': String(bytes.byteLength),
        'Content-Security-Policy': "default-src 'none'; sandbox",
        'X-Content-Type-Options': 'nosniff',
        'Cache-Control': 'private, max-age=86400',
      });
    });
}

import type { MiddlewareHandler } from 'hono';

/**
 * Keeps other web pages out of a server that trusts whoever reaches it: the Host must be ours (so that a foreign name
 * that resolves to loopback gets nothing), and what changes something must come from our own page.
 */
export function guard(hosts: readonly string[]): MiddlewareHandler {
  return async (c, next) => {
    if (!hosts.includes(c.req.header('host') ?? '')) return c.text('421: Misdirected Request', 421);
    const origin = c.req.header('origin');
    const foreign = origin !== undefined && !hosts.some((host) => origin === `http://${host}`);
    if (foreign && c.req.method !== 'GET') return c.text('403: Forbidden', 403);
    return next();
  };
}

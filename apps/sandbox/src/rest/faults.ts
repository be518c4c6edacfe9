/** A planned failure of one or more requests. */
export interface Fault {
  /** Compared with the path without `/api/v10`, or that of an attachment; a string matches as a part of it. */
  path: string | RegExp;
  method?: string;
  /** Called with 0, 1, 2, …; the default is one request. */
  times?: number;
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
  /** ms to wait before answering. */
  delayMs?: number;
  /** The request is carried out all the same, and only its answer is lost (a broken connection after the fact). */
  afterwards?: boolean;
  /** The line breaks instead of any answer; `status` is not seen. */
  lost?: boolean;
  /** With `afterwards`: ms before the request is carried out, even when the client has gone by then. */
  lateMs?: number;
}

/** Failures that tests ask for, used up in the order of their planning. */
export class Faults {
  readonly #planned: { fault: Fault; left: number }[] = [];

  plan(fault: Fault): void {
    this.#planned.push({ fault, left: fault.times ?? 1 });
  }

  take(method: string, path: string): Fault | undefined {
    const found = this.#planned.find(
      ({ fault, left }) =>
        left > 0 && (!fault.method || fault.method === method) && matches(fault.path, path),
    );
    if (!found) return undefined;
    found.left--;
    return found.fault;
  }
}

const matches = (wanted: string | RegExp, path: string): boolean =>
  typeof wanted === 'string' ? path.includes(wanted) : wanted.test(path);

/** Discord's answer to a request above the rate limit; `seconds` until it may be sent again. */
export function rateLimited(
  path: string | RegExp,
  seconds: number,
  scope: 'user' | 'global' | 'shared' = 'user',
): Fault {
  return {
    path,
    status: 429,
    body: { message: 'You are being rate limited.', retry_after: seconds, global: scope === 'global' },
    headers: {
      'Retry-After': String(seconds),
      'X-RateLimit-Scope': scope,
      ...(scope === 'global' && { 'X-RateLimit-Global': 'true' }),
      'X-RateLimit-Limit': '5',
      'X-RateLimit-Remaining': '0',
      'X-RateLimit-Reset-After': String(seconds),
    },
  };
}

import { randomUUID } from 'node:crypto';
import type { ObjectStore } from '@atelier/runtime/environment.ts';
import { AwsClient } from 'aws4fetch';
import { AtelierError } from './errors.ts';

/**
 * Where the bytes of photos, pictures and checkpoints lie: in their tables, or in an S3-compatible store, and then the
 * tables hold references. One knows bytes from references by their beginning, so a workshop may change its mind: what
 * was kept stays readable.
 */
export interface Bytes {
  /** What goes into the table for these bytes. Errors: database.unavailable. */
  keep(bytes: Uint8Array): Promise<Uint8Array>;
  /** The bytes of what the table has; null where they are gone. Errors: database.unavailable, environment.missing. */
  read(kept: Uint8Array | null): Promise<Uint8Array<ArrayBuffer> | null>;
  /** Deletes what references lead to; each may be gone already. Errors: database.unavailable, environment.missing. */
  remove(references: readonly Uint8Array[]): Promise<void>;
}

/** No picture begins so; known to the triggers of `atelier.freed_objects`. */
const MARK = '\0atelier-object:';
/** ms for a whole request: 25 MB at 10 Mbit/s */
const REQUEST_MS = 20_000;

/** Whether a table's bytes are a reference. */
function isReference(kept: Uint8Array): boolean {
  return Buffer.from(kept.subarray(0, MARK.length)).equals(Buffer.from(MARK));
}

/** null: bytes are kept in their tables. */
export function openBytes(store: ObjectStore | null): Bytes {
  const keyOf = (reference: Uint8Array) => Buffer.from(reference.subarray(MARK.length)).toString();
  const requests = store === null ? missing : requestsTo(store);
  return {
    async keep(bytes) {
      if (store === null) return bytes;
      const key = randomUUID();
      await requests('PUT', key, new Uint8Array(bytes));
      return Buffer.from(MARK + key);
    },
    async read(kept) {
      // no driver hands out shared memory
      if (kept === null || !isReference(kept)) return kept as Uint8Array<ArrayBuffer> | null;
      const answer = await requests('GET', keyOf(kept));
      return answer.status === 404 ? null : new Uint8Array(await reaching(answer.arrayBuffer()));
    },
    async remove(references) {
      await Promise.all(references.map((one) => requests('DELETE', keyOf(one))));
    },
  };
}

type Requests = (
  method: 'PUT' | 'GET' | 'DELETE',
  key: string,
  body?: Uint8Array<ArrayBuffer>,
) => Promise<Response>;

async function missing(): Promise<never> {
  throw new AtelierError('environment.missing', {
    variable: 'ATELIER_OBJECTS',
    purpose: 'the object store in which the pictures of this database lie',
  });
}

function requestsTo({ url, accessKeyId, secretAccessKey, region }: ObjectStore): Requests {
  // it repeats 429 and 5xx by itself, five times with growing pauses
  const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: 5 });
  return async (method, key, body) => {
    const signal = AbortSignal.timeout(REQUEST_MS);
    const answer = await reaching(client.fetch(`${url}/${key}`, { method, body: body ?? null, signal }));
    if (answer.ok || (answer.status === 404 && method !== 'PUT')) return answer;
    const said = /<Code>([^<]{1,100})/.exec(await answer.text())?.[1] ?? '';
    throw away(new Error(`the object store answered ${method} with ${answer.status} ${said}`.trim()));
  };
}

async function reaching<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw away(error);
  }
}

/** Waited for as the database is. */
function away(error: unknown): AtelierError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new AtelierError('database.unavailable', { reason }, error);
}

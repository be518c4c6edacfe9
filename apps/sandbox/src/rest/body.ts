import { loadDescription } from '../checks/described.ts';
import { refuse } from '../errors.ts';
import type { Limits } from '../limits.ts';

/** A file of a multipart request: the n of its field `files[n]`. */
export interface SentFile {
  index: number;
  field: string;
  name: string;
  bytes: Uint8Array;
}

/** A request's body: JSON (in multipart the part `payload_json`) and files. */
export interface SentBody {
  json: unknown;
  files: SentFile[];
}

/** What is read of a request, or of an endpoint's answer. */
export interface BodyLike {
  method: string;
  headers: Headers;
  text(): Promise<string>;
  formData(): Promise<FormData>;
}

/** Throws 40005 when a file is too large. */
export function checkSizes(files: readonly SentFile[], limits: Limits): void {
  if (files.some(({ bytes }) => bytes.byteLength > limits.fileBytes)) throw refuse.tooLarge();
}

/** Reads a body as Discord does; throws 40005 when all of it is too large and 50109 when its JSON is broken. */
export async function readBody(request: BodyLike, limits: Limits): Promise<SentBody> {
  if (request.method === 'GET' || request.method === 'DELETE') return { json: undefined, files: [] };
  if (Number(request.headers.get('content-length') ?? 0) > limits.requestBytes) throw refuse.tooLarge();
  await loadDescription();
  const type = request.headers.get('content-type') ?? '';
  if (type.startsWith('multipart/form-data')) return multipart(request);
  const written = await request.text();
  return { json: written === '' ? undefined : parse(written), files: [] };
}

async function multipart(request: BodyLike): Promise<SentBody> {
  let form: FormData;
  try {
    form = await request.formData();
  } catch {
    throw refuse.invalidJson();
  }
  const files: SentFile[] = [];
  const fields: Record<string, unknown> = {};
  for (const [field, value] of form) {
    if (typeof value === 'string') {
      fields[field] = value;
      continue;
    }
    const bytes = new Uint8Array(await value.arrayBuffer());
    files.push({ index: Number(/\d+/.exec(field)?.[0] ?? files.length), field, name: value.name, bytes });
  }
  return { json: typeof fields.payload_json === 'string' ? parse(fields.payload_json) : fields, files };
}

function parse(written: string): unknown {
  try {
    return JSON.parse(written);
  } catch {
    throw refuse.invalidJson();
  }
}

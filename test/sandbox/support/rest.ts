import type { Sandbox } from '@atelier/sandbox/sandbox.ts';

export interface Call {
  method: string;
  path: string;
  json?: unknown;
  /** A body that is not JSON at all. */
  raw?: string;
  files?: { name: string; size: number }[] | undefined;
  token?: string;
}

export interface Answer {
  status: number;
  code: number | undefined;
  body: Record<string, unknown> & { id?: string; errors?: unknown };
  headers: Headers;
}

/** One bare request against a sandbox, without discord.js and its own checks. */
export async function call(sandbox: Sandbox, given: Call): Promise<Answer> {
  const headers: Record<string, string> = { authorization: `Bot ${given.token ?? sandbox.token}` };
  let body: BodyInit | undefined = given.raw;
  if (given.files) {
    const form = new FormData();
    form.set('payload_json', JSON.stringify(given.json));
    for (const [n, file] of given.files.entries())
      form.set(`files[${n}]`, new Blob([new Uint8Array(file.size)]), file.name);
    body = form;
  } else if (given.json !== undefined) body = JSON.stringify(given.json);
  if (typeof body === 'string') headers['content-type'] = 'application/json';
  const response = await fetch(`${sandbox.api}/v10${given.path}`, {
    method: given.method,
    headers,
    body: body ?? null,
  });
  const answer =
    response.status === 204 ? {} : ((await response.json()) as Answer['body'] & { code?: number });
  return {
    status: response.status,
    code: (answer as { code?: number }).code,
    body: answer,
    headers: response.headers,
  };
}

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface WebhookRequest {
  method: string;
  path: string;
  /** the JSON part, parsed */
  json: { components: object[]; attachments: object[]; flags: number; nonce?: string };
  /** the whole body, for what is in the files */
  text: string;
}

/** What the test wants Discord to answer; the default is a message. lost: the line breaks before the answer. */
export type Answer = (request: WebhookRequest, count: number) => Told | Promise<Told>;
type Told = { status: number; body: object; headers?: Record<string, string> } | 'lost' | undefined;

/** The corner of Discord's REST API that a delivery touches, and what was asked of it. */
export async function startWebhook(answer: Answer = () => undefined) {
  const requests: WebhookRequest[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const text = Buffer.concat(parts).toString('latin1');
    const multipart = /name="payload_json"\r\n(?:[^\r\n]+\r\n)*\r\n([\s\S]*?)\r\n--/.exec(text);
    const json = JSON.parse(Buffer.from(multipart?.[1] ?? (text || '{}'), 'latin1').toString());
    const seen = { method: request.method ?? '', path: decodeURIComponent(request.url ?? ''), json, text };
    requests.push(seen);
    const count = requests.length;
    const told = (await answer(seen, count)) ?? { status: 200, body: { id: String(count) } };
    if (told === 'lost') return void request.socket.destroy();
    const { status, body, headers = {} } = told;
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    api: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`,
    requests,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** Whether a request shows a finished picture, by the accent of its container. */
export function isResult({ json }: WebhookRequest): boolean {
  return JSON.stringify(json.components ?? []).includes(`"accent_color":${0x4c9a6a}`);
}

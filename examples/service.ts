/**
 * A small HTTP service on this machine: photo in, painting out.
 *
 *     node service.ts 8080
 *     curl --data-binary @photo.jpg 'localhost:8080/?preset=starry-night&quality=fast' --output painted.jpg
 *
 * One picture is painted at a time, the others wait; a caller who hangs up is not painted for.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { chooseEngine } from '@atelier/core/engines';
import { AtelierError, asAtelierError } from '@atelier/core/errors';
import { decode, encode, inspectPicture } from '@atelier/core/images';
import { decodedSideOf, paint, QUALITIES } from '@atelier/core/paint';
import { presets } from '@atelier/core/presets';

const MOST_BYTES = 25 * 1024 * 1024;

const engine = await chooseEngine();
let last: Promise<unknown> = Promise.resolve();

const server = createServer(async (request, response) => {
  try {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    if (request.method === 'GET' && pathname === '/presets') return sendJson(response, 200, presets());
    if (request.method !== 'POST' || pathname !== '/') {
      return sendJson(response, 404, { error: 'POST a photo to /, or GET /presets' });
    }
    const stop = new AbortController();
    response.once('close', () => stop.abort());
    const photo = await bodyOf(request);
    const turn = last.then(() => painted(photo, searchParams, stop.signal));
    last = turn.catch(() => {});
    const painting = await turn;
    response.writeHead(200, { 'content-type': 'image/jpeg' }).end(painting);
  } catch (error) {
    const { code, message } = asAtelierError(error);
    if (code === 'internal') console.error(error);
    sendJson(response, code === 'internal' ? 500 : 400, { code, error: message });
  }
});

async function painted(bytes: Uint8Array, asked: URLSearchParams, signal: AbortSignal): Promise<Uint8Array> {
  const quality = QUALITIES.find((name) => name === (asked.get('quality') ?? 'fast'));
  if (quality === undefined) {
    const data = { option: 'quality', kind: 'one-of', names: QUALITIES.join(', ') };
    throw new AtelierError('option.invalid', { ...data, received: asked.get('quality') ?? '' });
  }
  const size = asked.has('size') ? Number(asked.get('size')) : null;
  // first in a process of its own, which a picture made to do harm may crash
  await inspectPicture(bytes);
  const photo = await decode(bytes, { maxSide: decodedSideOf(quality, size) });
  const preset = asked.get('preset') ?? 'starry-night';
  const { image } = await paint({ engine, photo, preset, quality, size, signal });
  return encode(image, { format: 'jpeg' });
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > MOST_BYTES) throw new AtelierError('image.too-costly');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

server.listen(Number(process.argv[2] ?? 8080), '127.0.0.1', () => {
  const address = server.address();
  console.log(`http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`);
});
process.once('SIGTERM', () => server.close(() => void engine.close()));

/**
 * Addresses that an attachment must not be fetched from, and servers that misbehave, each with the error that a
 * person must see. `serve` runs in a local server; where it is missing, no request may be made at all.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import type { ErrorCode } from '@atelier/discord/errors.ts';
import { flat } from './samples.ts';

/** What the fetch is given, bytes and, where it is to run out of time, ms: small, so that the cases are quick. */
export const CAPS = { maxBytes: 1024 * 1024, timeoutMs: 400 };

/** Packed before any case begins: packing takes longer than the cap. */
const PACKED = gzipSync(Buffer.alloc(50e6));

export interface HostileAddress {
  name: string;
  /** `host` is the local server's `127.0.0.1:port`, the only allowed one besides Discord's */
  address: (host: string) => string;
  serve?: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;
  /** the error; none: the bytes arrive and are a picture */
  code?: ErrorCode | undefined;
}

const never = (name: string, address: string | ((host: string) => string)): HostileAddress => ({
  name,
  address: typeof address === 'string' ? () => address : address,
  code: 'fetch.host',
});

const port = (host: string) => host.split(':')[1];

const elsewhere: HostileAddress[] = [
  never('another host', 'https://example.com/photo.png'),
  never('Discord’s host as a part of another', 'https://cdn.discordapp.com.evil.example/photo.png'),
  never('another host ending like Discord’s', 'https://evilcdn.discordapp.com/photo.png'),
  never('Discord’s host as user-info', 'https://cdn.discordapp.com@evil.example/photo.png'),
  never('user-info before Discord’s host', 'https://user:secret@cdn.discordapp.com/photo.png'),
  never('user-info before the allowed local host', (host) => `http://user:secret@${host}/`),
  never('backslashes', 'https:\\\\evil.example\\@cdn.discordapp.com/photo.png'),
  never('Discord’s host on another port', 'https://cdn.discordapp.com:8443/photo.png'),
  never('Discord’s host with a final dot', 'https://cdn.discordapp.com./photo.png'),
  never('http to Discord', 'http://cdn.discordapp.com/photo.png'),
  never('loopback without a port', 'http://127.0.0.1/photo.png'),
  never('loopback on another port', (host) => `http://127.0.0.1:${Number(port(host)) - 1}/`),
  never('loopback by name', (host) => `http://localhost:${port(host)}/`),
  never('IPv6 loopback', (host) => `http://[::1]:${port(host)}/`),
  never('IPv4 loopback as IPv6', (host) => `http://[::ffff:127.0.0.1]:${port(host)}/`),
  never('any address of this machine', (host) => `http://0.0.0.0:${port(host)}/`),
  never('cloud metadata', 'http://169.254.169.254/latest/meta-data/'),
  never('file:', 'file:///etc/passwd'),
  never('data:', 'data:image/png;base64,iVBORw0KGgo='),
  never('ftp:', 'ftp://cdn.discordapp.com/photo.png'),
  never('javascript:', 'javascript:alert(1)'),
  never('blob:', 'blob:https://cdn.discordapp.com/7c0e'),
  never('no scheme', 'cdn.discordapp.com/photo.png'),
  never('nothing', ''),
  never('no address at all', 'not an address'),
];

const local = (host: string) => `http://${host}/photo.png`;

function answers(
  name: string,
  code: ErrorCode | undefined,
  serve: NonNullable<HostileAddress['serve']>,
): HostileAddress {
  return { name, address: local, serve, code };
}

const redirectTo = (status: number, location: string) =>
  answers(`redirect ${status} to ${location}`, 'fetch.redirect', (_, response) => {
    response.writeHead(status, { location }).end();
  });

const status = (code: number) =>
  answers(`status ${code}`, 'fetch.failed', (_, response) => {
    response.writeHead(code).end('<h1>sorry</h1>');
  });

function* endless() {
  for (const block = Buffer.alloc(65_536); ; ) yield block;
}

/** Writes what stands there onto the socket, head included. */
const raw = (name: string, code: ErrorCode, bytes: string) =>
  answers(name, code, (_, response) => {
    response.socket?.end(bytes, 'latin1');
  });

const servers: HostileAddress[] = [
  redirectTo(301, '/elsewhere.png'),
  redirectTo(302, 'http://169.254.169.254/latest/meta-data/'),
  redirectTo(307, 'file:///etc/passwd'),
  redirectTo(308, 'https://cdn.discordapp.com/photo.png'),
  status(401),
  status(403),
  status(404),
  status(500),
  answers('an empty body', 'image.empty', (_, response) => {
    response.end();
  }),
  answers('never an answer', 'fetch.timeout', () => {}),
  answers('a head, then silence', 'fetch.timeout', (_, response) => {
    response.writeHead(200, { 'content-length': 5000 }).flushHeaders();
  }),
  answers('a byte every 50 ms', 'fetch.timeout', (_, response) => {
    const drip = setInterval(() => response.write('x'), 50);
    response.on('close', () => clearInterval(drip));
  }),
  answers('a body without end', 'image.too-many-bytes', (_, response) => {
    Readable.from(endless()).pipe(response);
  }),
  answers('26 MB, declared', 'image.too-many-bytes', (_, response) => {
    response.writeHead(200, { 'content-length': 26e6 }).end(Buffer.alloc(26e6));
  }),
  answers('26 MB, not declared', 'image.too-many-bytes', (_, response) => {
    response.end(Buffer.alloc(26e6));
  }),
  answers('10 GB declared, little sent', 'image.too-many-bytes', (_, response) => {
    response.writeHead(200, { 'content-length': 10e9 }).write('x');
  }),
  answers('50 MB packed into 50 kB', 'image.too-many-bytes', (_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(PACKED);
  }),
  answers('less than declared', 'fetch.failed', (_, response) => {
    response.writeHead(200, { 'content-length': 5000 }).write('x');
    setTimeout(() => response.destroy(), 20);
  }),
  answers('more than declared, so that the picture ends early', 'image.damaged', async (_, response) => {
    const png = await flat(64, 64).png().toBuffer();
    const head = 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\nconnection: close\r\n\r\n';
    response.socket?.end(Buffer.concat([Buffer.from(head), png]));
  }),
  answers('closed at once', 'fetch.failed', (request) => {
    request.socket.destroy();
  }),
  raw('no HTTP at all', 'fetch.failed', 'SSH-2.0-OpenSSH_9.9\r\n'),
  raw('a broken chunk', 'fetch.failed', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nabc\r\n'),
  raw('100 kB of headers', 'fetch.failed', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`),
  raw(
    'two different lengths',
    'fetch.failed',
    'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab',
  ),
  answers('packed by a method that it does not use', 'fetch.failed', (_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end('not gzip');
  }),
  answers('a page that claims to be a picture', 'image.unknown-type', (_, response) => {
    response.writeHead(200, { 'content-type': 'image/png' }).end('<!DOCTYPE html>');
  }),
  answers('a picture that claims to be a page', undefined, async (_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end(await flat(64, 64).png().toBuffer());
  }),
  {
    name: 'https where only http is spoken',
    address: (host) => `https://${host}/`,
    serve: () => {},
    code: 'fetch.failed',
  },
];

export const HOSTILE_ADDRESSES: readonly HostileAddress[] = [...elsewhere, ...servers];

import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { LIMITS } from '@atelier/contract/limits.ts';
import { QUALITIES, type Quality } from '@atelier/contract/order.ts';
import { DEVICE_NAMES, type DeviceName, ENGINE_NAMES, type EngineName } from '@atelier/core/engines/names.ts';
import { dataDirectoryOf } from '@atelier/core/models/data-directory.ts';
import { AtelierError } from './errors.ts';
import { DISCORD_CDN_HOSTS } from './photo-hosts.ts';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** Everything Atelier reads from the environment, parsed once; null: not set. */
export interface Environment {
  discordToken: string | null;
  applicationId: string | null;
  /** 32 bytes in hexadecimal: verifies what Discord posts, set exactly when one of these two ports is */
  publicKey: string | null;
  /** port of the interactions endpoint, which takes webhook events too; 0: any free one; null: the gateway */
  httpPort: number | null;
  /** port for webhook events beside the gateway; 0: any free one; null: they are heard of only where `httpPort` is */
  eventsPort: number | null;
  /** REST base as discord.js takes it, without a trailing slash */
  discordApi: string;
  /** `host` or `host:port` */
  attachmentHosts: readonly string[];
  /** null: the embedded server under the data directory, which `npm start` alone runs */
  databaseUrl: string | null;
  /** ms for which a database that is away at the start is waited for */
  databaseWaitMs: number;
  /** connections of a process at most, beside one that hears NOTIFY; null: 2 for a worker, 4 for a bot */
  databaseConnections: number | null;
  /** S3-compatible store for the bytes of photos and pictures; null: they lie in the database */
  objects: ObjectStore | null;
  dataDirectory: string;
  /** folder of the presets that people have learnt themselves */
  presetsDirectory: string;
  engine: EngineName;
  device: DeviceName;
  /** threads of the engine; null: its own choice */
  threads: number | null;
  /** MB that a painting in high quality may take; null: what is free, but no more than 3000 */
  memory: number | null;
  /** qualities that a worker takes */
  qualities: readonly Quality[];
  /** false: moving pictures are neither taken nor painted */
  clips: boolean;
  /** port of /livez, /readyz and /metrics; 0: any free one; null: none */
  healthPort: number | null;
  /** the address that it listens on; 0.0.0.0: all of this machine's */
  healthHost: string;
  /** where traces are sent to by OpenTelemetry's protocol over HTTP; null: there are none */
  tracesUrl: string | null;
  /** ms that a worker may take to finish its job after SIGTERM */
  drainMs: number;
  /** who runs this, as people read it: a name with an address; null: they are not told */
  operator: string | null;
  logLevel: (typeof LOG_LEVELS)[number];
}

export interface ObjectStore {
  /** of the bucket, and a folder in it where keys are to begin so; without a slash at its end */
  url: string;
  accessKeyId: string;
  secretAccessKey: string;
  region: string;
}

type Source = Readonly<Record<string, string | undefined>>;

/** Throws `environment.invalid` that names the first wrong variable. An empty value counts as not set. */
export function readEnvironment(source: Source = process.env): Environment {
  const dataDirectory = dataDirectoryOf(source);
  return {
    discordToken: text(source, 'DISCORD_TOKEN'),
    applicationId: matching(source, 'DISCORD_APPLICATION_ID', /^\d{1,20}$/, 'an id of digits'),
    ...endpoint(source),
    discordApi: discordApi(source) ?? 'https://discord.com/api',
    attachmentHosts: hosts(source, 'DISCORD_ATTACHMENT_HOSTS') ?? DISCORD_CDN_HOSTS,
    databaseUrl: address(source, 'DATABASE_URL', ['postgres:', 'postgresql:']),
    databaseWaitMs: (integer(source, 'ATELIER_DATABASE_WAIT_SECONDS', 0, 86_400) ?? 60) * 1000,
    databaseConnections: integer(source, 'ATELIER_DATABASE_CONNECTIONS', 1, 100),
    objects: objects(source),
    dataDirectory,
    presetsDirectory: resolve(text(source, 'ATELIER_PRESETS') ?? join(dataDirectory, 'presets')),
    engine: oneOf(source, 'ATELIER_ENGINE', ENGINE_NAMES) ?? 'auto',
    device: oneOf(source, 'ATELIER_DEVICE', DEVICE_NAMES) ?? 'auto',
    threads: integer(source, 'ATELIER_THREADS', 1, 1024),
    memory: integer(source, 'ATELIER_MEMORY', 300, 1_000_000),
    qualities: list(source, 'ATELIER_QUALITIES', QUALITIES) ?? QUALITIES,
    clips: (oneOf(source, 'ATELIER_CLIPS', ['on', 'off']) ?? 'on') === 'on',
    healthPort: integer(source, 'ATELIER_HEALTH_PORT', 0, 65_535),
    healthHost: ipAddress(source, 'ATELIER_HEALTH_HOST') ?? '127.0.0.1',
    tracesUrl: tracesUrl(source),
    drainMs: (integer(source, 'ATELIER_DRAIN_SECONDS', 0, 86_400) ?? LIMITS.drainMs / 1000) * 1000,
    operator: text(source, 'ATELIER_OPERATOR'),
    logLevel: oneOf(source, 'LOG_LEVEL', LOG_LEVELS) ?? 'info',
  };
}

/** A key without a port, or a port without the key, is a mistake; so are both ports, since one would stay silent. */
function endpoint(source: Source): Pick<Environment, 'publicKey' | 'httpPort' | 'eventsPort'> {
  const publicKey = matching(source, 'DISCORD_PUBLIC_KEY', /^[0-9a-f]{64}$/i, '64 hexadecimal digits');
  const httpPort = integer(source, 'ATELIER_HTTP_PORT', 0, 65_535);
  const eventsPort = integer(source, 'ATELIER_EVENTS_PORT', 0, 65_535);
  if (httpPort !== null && eventsPort !== null)
    throw invalid(
      'ATELIER_EVENTS_PORT',
      'nothing beside ATELIER_HTTP_PORT, which takes events too',
      String(eventsPort),
    );
  if (publicKey !== null && httpPort === null && eventsPort === null)
    throw invalid('ATELIER_HTTP_PORT', 'a port beside DISCORD_PUBLIC_KEY', '');
  if (publicKey === null && httpPort !== null)
    throw invalid('DISCORD_PUBLIC_KEY', 'a key beside ATELIER_HTTP_PORT', '');
  if (publicKey === null && eventsPort !== null)
    throw invalid('DISCORD_PUBLIC_KEY', 'a key beside ATELIER_EVENTS_PORT', '');
  return { publicKey, httpPort, eventsPort };
}

/** The keys have the names that every tool for S3 reads. */
function objects(source: Source): ObjectStore | null {
  const url = address(source, 'ATELIER_OBJECTS', ['http:', 'https:']);
  if (url === null) return null;
  if (new URL(url).pathname === '/') throw invalid('ATELIER_OBJECTS', 'an address with a bucket', url);
  const key = (variable: string) => {
    const value = text(source, variable);
    if (value === null) throw invalid(variable, 'a key beside ATELIER_OBJECTS', '');
    return value;
  };
  return {
    url: url.endsWith('/') ? url.slice(0, -1) : url,
    accessKeyId: key('AWS_ACCESS_KEY_ID'),
    secretAccessKey: key('AWS_SECRET_ACCESS_KEY'),
    region: text(source, 'AWS_REGION') ?? 'us-east-1',
  };
}

function text(source: Source, variable: string): string | null {
  const value = source[variable]?.trim();
  return value === undefined || value === '' ? null : value;
}

function invalid(variable: string, expected: string, received: string): AtelierError {
  return new AtelierError('environment.invalid', { variable, expected, received: `“${received}”` });
}

function matching(source: Source, variable: string, pattern: RegExp, expected: string): string | null {
  const value = text(source, variable);
  if (value !== null && !pattern.test(value)) throw invalid(variable, expected, value);
  return value;
}

function oneOf<T extends string>(source: Source, variable: string, allowed: readonly T[]): T | null {
  const value = text(source, variable);
  if (value === null) return null;
  const found = allowed.find((one) => one === value.toLowerCase());
  if (found === undefined) throw invalid(variable, `one of ${allowed.join(', ')}`, value);
  return found;
}

function list<T extends string>(
  source: Source,
  variable: string,
  allowed: readonly T[],
): readonly T[] | null {
  const value = text(source, variable);
  if (value === null) return null;
  const wished = value.split(',').map((part) => part.trim().toLowerCase());
  const found = allowed.filter((one) => wished.includes(one));
  if (found.length === 0 || found.length !== new Set(wished).size) {
    throw invalid(variable, `a list of ${allowed.join(', ')}`, value);
  }
  return found;
}

function integer(source: Source, variable: string, least: number, most: number): number | null {
  const value = text(source, variable);
  if (value === null) return null;
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < least || number > most) {
    throw invalid(variable, `a whole number from ${least} to ${most}`, value);
  }
  return number;
}

function address(source: Source, variable: string, protocols: readonly string[]): string | null {
  const value = text(source, variable);
  if (value === null) return null;
  if (!URL.canParse(value) || !protocols.includes(new URL(value).protocol)) {
    // the address may hold a password, and what cannot be parsed cannot be redacted
    throw invalid(
      variable,
      `an address that begins with ${protocols.map((p) => `${p}//`).join(' or ')}`,
      'something else',
    );
  }
  return value;
}

function ipAddress(source: Source, variable: string): string | null {
  const value = text(source, variable);
  if (value !== null && isIP(value) === 0)
    throw invalid(variable, 'an IP address of this machine, such as 127.0.0.1, or 0.0.0.0 for all', value);
  return value;
}

/** As OpenTelemetry names them: one address for traces, or one for everything with the usual path. */
function tracesUrl(source: Source): string | null {
  const own = address(source, 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', ['http:', 'https:']);
  const common = address(source, 'OTEL_EXPORTER_OTLP_ENDPOINT', ['http:', 'https:']);
  return own ?? (common && `${withoutEndSlashes(common)}/v1/traces`);
}

/** Without a version at its end, which discord.js adds: with two of them every request would meet a 404. */
function discordApi(source: Source): string | null {
  const given = address(source, 'DISCORD_API', ['http:', 'https:']);
  const value = given && withoutEndSlashes(given);
  if (value === null || !/\/v\d+$/i.test(value)) return value;
  const { host, pathname } = new URL(value);
  throw invalid('DISCORD_API', 'an address without the version at its end', `…${host}${pathname}`);
}

function withoutEndSlashes(text: string): string {
  let end = text.length;
  while (text[end - 1] === '/') end--;
  return text.slice(0, end);
}

function hosts(source: Source, variable: string): readonly string[] | null {
  const value = text(source, variable);
  if (value === null) return null;
  const found = value.split(',').map((part) => part.trim().toLowerCase());
  const plain = /^(\[[0-9a-f:]+\]|[a-z0-9.-]+)(:\d{1,5})?$/;
  const wrong = found.find((host) => !plain.test(host));
  if (wrong !== undefined) throw invalid(variable, 'a comma-separated list of host or host:port', wrong);
  return found;
}

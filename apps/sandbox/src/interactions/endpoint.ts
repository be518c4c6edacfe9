import { InteractionResponseType, InteractionType } from 'discord-api-types/v10';
import { type BodyLike, checkSizes, readBody, type SentBody } from '../rest/body.ts';
import type { World } from '../world.ts';
import { type Keys, signed } from './signature.ts';

/** An address that Discord's portal would not take; the sentence says why. */
export class EndpointRefused extends Error {}

/**
 * Looks at an interactions endpoint as Discord does before it takes one: a signed PING must be answered with PONG,
 * and a PING with a wrong signature with 401. Throws `EndpointRefused`.
 */
export async function checkEndpoint(world: World, keys: Keys, url: string): Promise<void> {
  const address = URL.canParse(url) ? new URL(url) : null;
  if (!address || !/^(127\.|localhost$|\[::1\]$)/.test(address.hostname))
    throw new EndpointRefused(`The sandbox posts to loopback addresses only, and ${url} is none.`);
  const ping = {
    id: world.nextId(),
    application_id: world.application.id,
    type: InteractionType.Ping,
    version: 1,
  };
  const body = JSON.stringify(ping);
  const stamp = timestamp(world);
  const good = await post(world, url, body, signed(keys, stamp, body));
  const pong =
    good.status === 200 ? ((await good.json().catch(() => null)) as { type?: number } | null) : null;
  if (pong?.type !== InteractionResponseType.Pong)
    throw new EndpointRefused(`${url} answered a PING with ${good.status} and no PONG.`);
  // The signature of another body: well-formed, and wrong.
  const bad = await post(world, url, body, signed(keys, stamp, `${body} `));
  if (bad.status !== 401)
    throw new EndpointRefused(`${url} answered a wrong signature with ${bad.status} where 401 was due.`);
}

/** Posts one interaction; answers its callback, or null for 202 (the callback then comes by REST). */
export async function postInteraction(
  world: World,
  keys: Keys,
  url: string,
  payload: object,
): Promise<SentBody | null> {
  const body = JSON.stringify(payload);
  const response = await post(world, url, body, signed(keys, timestamp(world), body));
  if (response.status === 202) return null;
  if (response.status !== 200) throw new EndpointRefused(`${url} answered ${response.status}.`);
  const like: BodyLike = {
    method: 'POST',
    headers: response.headers,
    text: () => response.text(),
    formData: () => response.formData(),
  };
  const sent = await readBody(like, world.limits);
  checkSizes(sent.files, world.limits);
  return sent;
}

/** Seconds since 1970. */
const timestamp = (world: World): string => Math.floor(world.now() / 1000).toString();

async function post(
  world: World,
  url: string,
  body: string,
  headers: Record<string, string>,
): Promise<Response> {
  try {
    return await fetch(url, {
      method: 'POST',
      body,
      headers: { 'Content-Type': 'application/json', 'User-Agent': 'Discord-Interactions/1.0', ...headers },
      redirect: 'manual',
      signal: AbortSignal.timeout(world.limits.firstResponseMs),
    });
  } catch (cause) {
    throw new EndpointRefused(`${url} does not answer.`, { cause });
  }
}

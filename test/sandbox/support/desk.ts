import assert from 'node:assert/strict';
import type { Interaction } from '@atelier/sandbox/interactions/interaction.ts';
import { startSandbox } from '@atelier/sandbox/run.ts';
import type { Sandbox, SandboxOptions } from '@atelier/sandbox/sandbox.ts';
import { STYLE } from './bot.ts';
import { type Answer, type Call, call } from './rest.ts';

/** A file that nobody decodes: start and end of a JPEG. */
export const photo = new Uint8Array([0xff, 0xd8, 0xff, 0xd9]);

/** The flag of Components V2. */
export const V2 = 1 << 15;

/** A sandbox with `/style` registered, and what a bot does with it by hand. */
export interface Desk {
  sandbox: Sandbox;
  /** One REST request. */
  send: (c: Call) => Promise<Answer>;
  /** A `/style` that waits for its first response. */
  sent: () => Interaction;
  /** A `/style` that was deferred. */
  deferred: (flags?: number) => Promise<Interaction>;
  commands: string;
  callback: (i: { id: string; token: string }) => string;
  webhook: (i: { token: string }) => string;
  original: (i: { token: string }) => string;
}

export async function openDesk(options?: SandboxOptions): Promise<Desk> {
  const sandbox = await startSandbox(options);
  const send = (c: Call) => call(sandbox, c);
  const commands = `/applications/${sandbox.applicationId}/commands`;
  const callback = (i: { id: string; token: string }) => `/interactions/${i.id}/${i.token}/callback`;
  const webhook = (i: { token: string }) => `/webhooks/${sandbox.applicationId}/${i.token}`;
  const original = (i: { token: string }) => `${webhook(i)}/messages/%40original`;
  const sent = () => sandbox.sendStyle({ photo, preset: 'fig' });
  const put = await send({ method: 'PUT', path: commands, json: [STYLE] });
  assert.equal(put.status, 200, JSON.stringify(put.body));
  const deferred = async (flags = 0) => {
    const interaction = sent();
    const answer = await send({
      method: 'POST',
      path: callback(interaction),
      json: { type: 5, data: { flags } },
    });
    assert.equal(answer.status, 204);
    return interaction;
  };
  return { sandbox, send, sent, deferred, commands, callback, webhook, original };
}

/** The list of problems at a dotted place of Discord's `errors` tree. */
export function at(errors: unknown, place: string): unknown {
  let node = errors as Record<string, unknown> | undefined;
  for (const key of place.split('.')) node = node?.[key] as Record<string, unknown> | undefined;
  return node?._errors;
}

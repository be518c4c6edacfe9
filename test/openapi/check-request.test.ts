import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { STYLE_COMMAND } from '@atelier/bot/registration/style-command.ts';
import { textMessage } from '@atelier/bot/reply/answer.ts';
import { compareReply } from '@atelier/discord/reply/compare.ts';
import { failureReply } from '@atelier/discord/reply/failure.ts';
import { lossesReply } from '@atelier/discord/reply/losses.ts';
import type { Payload } from '@atelier/discord/reply/payload.ts';
import { progressReply } from '@atelier/discord/reply/progress.ts';
import { queuedReply, takenReply } from '@atelier/discord/reply/queued.ts';
import { resultReply } from '@atelier/discord/reply/result.ts';
import { jobIdOf } from '@atelier/queue/job-id.ts';
import { checkRequest, type SentRequest } from './check-request.ts';

const ORIGINAL = '/api/v10/webhooks/1/token/messages/%40original';
const COMMANDS = '/api/v10/applications/1/commands';
const CALLBACK = '/api/v10/interactions/1/token/callback';

function accepts(request: SentRequest): void {
  assert.deepEqual(checkRequest(request), []);
}

/** Refused with reasons that all match, so that a wrong field is not drowned in other complaints. */
function refuses(request: SentRequest, ...reasons: RegExp[]): void {
  const wrong = checkRequest(request);
  assert.equal(wrong.length, reasons.length, wrong.join('\n'));
  for (const [i, reason] of reasons.entries()) assert.match(wrong[i]!, reason);
}

const command = (change: (copy: Record<string, unknown>) => void) => {
  const copy = structuredClone(STYLE_COMMAND) as unknown as Record<string, unknown>;
  change(copy);
  return { method: 'PUT', path: COMMANDS, json: [copy] };
};
const option = (change: Record<string, unknown>) =>
  command((copy) => Object.assign((copy.options as object[])[1]!, change));
const edit = (json: unknown, fields: string[] = []) => ({
  method: 'PATCH',
  path: ORIGINAL,
  json,
  files: fields.map((field) => ({ field })),
});
const components = (...list: unknown[]) => edit({ flags: 1 << 15, components: list });

/** Every reply that a job can get, as an edit and as a message of the bot. */
function replies(): Payload[] {
  const job = { preset: 'starry-night', quality: 'high', fileName: 'dog.jpg' } as const;
  const row = { iteration: 3, content: 1, style: 2, total: 3 };
  const bytes = new Uint8Array([1]);
  const progress = { ...row, iterations: 9, fraction: 0.3, width: 64, height: 64 };
  const painting = {
    engine: 'onnx',
    device: 'cpu',
    seconds: 1,
    iterations: 9,
    seed: 1,
    width: 64,
    height: 64,
  };
  const picture = { picture: bytes, pictureType: 'png', fallback: null } as const;
  // with buttons, and with everything that can be told, in another language
  const whole = {
    ...job,
    id: jobIdOf('1'),
    locale: 'ja',
    quality: 'fast',
    strength: 100,
    blend: 'great-wave',
    keepColours: true,
    spoiler: true,
    watermark: true,
  } as const;
  const done = { ...painting, ...picture, pictureType: 'webp' as const, losses: [row, row] };
  return [
    takenReply(whole),
    queuedReply(whole, { ahead: 3, noWorker: true }),
    queuedReply(whole, { ahead: 3, readyAt: 1_790_000_000_000 }),
    progressReply(whole, progress, { bytes, type: 'webp' }),
    resultReply(whole, { ...done, network: 'abcdef0123456789', version: '0.1.0' }),
    failureReply(whole, { code: 'job.cancelled' }),
    lossesReply({ ...whole, ...done }, bytes),
    compareReply(whole, bytes),
    queuedReply(job, 3),
    progressReply(job, progress),
    progressReply(job, progress, { bytes, type: 'jpeg' }),
    resultReply(job, { ...painting, ...picture, losses: [row] }),
    resultReply({ ...whole, take: 4, sheet: true }, done),
    failureReply(job, { code: 'internal' }),
  ];
}

describe('Discord’s description accepts', () => {
  it('our command', () => accepts(command(() => {})));

  it('what discord.js sends by itself', () => {
    accepts({ method: 'GET', path: '/api/v10/gateway/bot' });
    accepts({ method: 'GET', path: `${COMMANDS}?with_localizations=true` });
    accepts({ method: 'GET', path: '/applications/1/commands', query: { with_localizations: 'true' } });
    accepts({
      method: 'POST',
      path: `${CALLBACK}?with_response=false`,
      json: { type: 5, data: { flags: 0 } },
    });
    accepts({
      method: 'POST',
      path: CALLBACK,
      json: { type: 8, data: { choices: [{ name: 'a', value: 'b' }] } },
    });
  });

  it('a message of text on every way that ours take', () => {
    accepts(edit(textMessage('x')));
    accepts({ method: 'POST', path: '/api/v10/webhooks/1/token?wait=true', json: textMessage('x', 64) });
    accepts({ method: 'POST', path: '/api/v10/users/@me/channels', json: { recipient_id: '1' } });
    accepts({ method: 'POST', path: '/api/v10/channels/1/messages', json: textMessage('x') });
    accepts({ method: 'DELETE', path: ORIGINAL });
  });

  it('every reply to a job', () => {
    for (const { body, files } of replies()) {
      const fields = files.map((_, i) => `files[${i}]`);
      accepts(edit(body, fields));
      const json = { ...body, nonce: 'c'.repeat(25), enforce_nonce: true };
      const sent = { method: 'POST', path: '/channels/1/messages', json };
      accepts({ ...sent, files: fields.map((field) => ({ field })) });
    }
  });

  it('a picture in a gallery, with its file', () => {
    const gallery = { type: 12, items: [{ media: { url: 'attachment://a.png' }, description: 'x' }] };
    accepts(
      edit(
        { flags: 1 << 15, components: [{ type: 17, components: [gallery] }], attachments: [{ id: '0' }] },
        ['files[0]'],
      ),
    );
  });
});

describe('Discord’s description refuses', () => {
  it('an operation that does not exist', () => {
    refuses({ method: 'GET', path: '/api/v10/nothing' }, /no such operation/);
    refuses({ method: 'PUT', path: ORIGINAL, json: {} }, /no such operation/);
  });

  it('wrong values in path and query', () => {
    refuses(
      { method: 'GET', path: '/api/v10/applications/me/commands' },
      /application_id: Invalid string: must match/,
    );
    refuses({ method: 'GET', path: `${COMMANDS}?with_localization=true` }, /unknown query field/);
    refuses({ method: 'GET', path: `${COMMANDS}?with_localizations=perhaps` }, /expected boolean/);
  });

  it('a command with a wrong field', () => {
    refuses(option({ name: undefined }), /options\/1\/name: .*expected string, received undefined/);
    refuses(option({ name: 7 }), /options\/1\/name: .*expected string, received number/);
    refuses(option({ description: 'x'.repeat(101) }), /options\/1\/description: .*<=100 characters/);
    refuses(option({ type: 99 }), /options\/1\/type: Expected one of 11, 5, 7/);
    refuses(option({ autocompletion: true }), /options\/1: unknown field autocompletion/);
    refuses(
      option({ choices: Array.from({ length: 26 }, (_, i) => ({ name: `${i}`, value: `${i}` })) }),
      /options\/1\/choices: .*<=25 items/,
    );
    refuses(
      command((copy) => (copy.contexts = [0, 9])),
      /contexts\/1: .*expected one of 0\|1\|2/,
    );
  });

  it('a message with a wrong component', () => {
    refuses(components({ type: 77 }), /components\/0\/type: Expected one of 1, 17/);
    refuses(components({ content: 'x' }), /components\/0\/type: Expected one of 1, 17/);
    refuses(components({ type: 10, content: '' }), /components\/0\/content: .*>=1 characters/);
    refuses(components({ type: 12, items: [] }), /components\/0\/items: .*>=1 items/);
    refuses(
      components({ type: 17, components: [{ type: 17, components: [] }] }),
      /components\/0\/components\/0\/type: Expected one of/,
    );
    refuses(
      components({ type: 1, components: [{ type: 2, style: 1, label: 'x', custom_id: 'x'.repeat(101) }] }),
      /custom_id: .*<=100 characters/,
    );
  });

  it('files and bodies where they do not belong', () => {
    refuses(edit({}, ['files[0]', 'file']), /unknown file field file/);
    refuses(edit({}, ['files[10]']), /unknown file field/);
    refuses({ method: 'PUT', path: COMMANDS, json: [], files: [{ field: 'files[0]' }] }, /no multipart body/);
    refuses({ method: 'DELETE', path: ORIGINAL, json: {} }, /a body was sent/);
    refuses({ method: 'PATCH', path: ORIGINAL }, /the body is missing/);
  });

  it('a nonce that is too long', () => {
    const json = { ...textMessage('x'), nonce: 'x'.repeat(26), enforce_nonce: true };
    const wrong = checkRequest({ method: 'POST', path: '/api/v10/channels/1/messages', json });
    assert.ok(wrong.some((reason) => /nonce: .*<=25 characters/.test(reason)));
  });
});

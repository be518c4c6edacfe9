import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sentenceOf } from '@atelier/contract/errors.ts';
import { AtelierError } from '@atelier/jobs/errors.ts';
import { createLog } from '@atelier/jobs/log.ts';
import { DiscordAPIError } from 'discord.js';
import type { Bot } from '../bot.ts';
import { refuse } from './refuse.ts';

type Sent = { method: string; route: string; body?: { flags?: number; components: { content: string }[] } };

const INTERACTION = { id: '1', applicationId: '2', token: 'secret', user: { id: '3' }, locale: 'en-GB' };
const ERROR = new AtelierError('job.limit', { limit: 4 });
const SENTENCE = sentenceOf('job.limit', { limit: 4 });
const EPHEMERAL = 64;

function apiError(code: number, status: number): DiscordAPIError {
  return new DiscordAPIError({ code, message: 'x' }, code, status, 'POST', 'http://discord/', {});
}

/** A bot whose REST client answers as `answer` says and remembers what it was asked. */
function botThat(answer: (method: string, route: string) => unknown) {
  const sent: Sent[] = [];
  const call =
    (method: string) =>
    async (route: string, { body }: { body?: Sent['body'] } = {}) => {
      sent.push({ method, route, ...(body && { body }) });
      const result = answer(method, route);
      if (result instanceof Error) throw result;
      return result;
    };
  const rest = { delete: call('DELETE'), patch: call('PATCH'), post: call('POST') };
  const bot = { client: { rest }, log: createLog('test', { write: () => {} }) } as unknown as Bot;
  return { bot, sent, calls: () => sent.map(({ method, route }) => `${method} ${route}`) };
}

const ORIGINAL = '/webhooks/2/secret/messages/@original';

describe('a refusal', () => {
  it('deletes the public reply, then says it privately', async () => {
    const { bot, sent, calls } = botThat(() => ({}));
    await refuse(bot, INTERACTION, ERROR);
    assert.deepEqual(calls(), [`DELETE ${ORIGINAL}`, 'POST /webhooks/2/secret']);
    assert.ok(sent[1]!.body!.flags! & EPHEMERAL);
    assert.ok(sent[1]!.body!.components[0]!.content.includes(SENTENCE));
  });

  it('fills a private reply, and leaves the message of a button as it is', async () => {
    const filled = botThat(() => ({}));
    await refuse(filled.bot, INTERACTION, ERROR, 'private');
    assert.deepEqual(filled.calls(), [`PATCH ${ORIGINAL}`]);
    assert.ok(filled.sent[0]!.body!.components[0]!.content.includes(SENTENCE));
    const beside = botThat(() => ({}));
    await refuse(beside.bot, INTERACTION, ERROR, 'update');
    assert.deepEqual(beside.calls(), ['POST /webhooks/2/secret']);
    assert.ok(beside.sent[0]!.body!.flags! & EPHEMERAL);
  });

  it('is private too when the reply is gone already', async () => {
    const { bot, calls } = botThat((method) => (method === 'DELETE' ? apiError(10008, 404) : {}));
    await refuse(bot, INTERACTION, ERROR);
    assert.deepEqual(calls(), [`DELETE ${ORIGINAL}`, 'POST /webhooks/2/secret']);
  });

  it('takes the place of the reply when that cannot be deleted, so that nothing is left thinking', async () => {
    const { bot, sent, calls } = botThat((method) => (method === 'DELETE' ? apiError(0, 500) : {}));
    await refuse(bot, INTERACTION, ERROR);
    assert.deepEqual(calls(), [`DELETE ${ORIGINAL}`, `PATCH ${ORIGINAL}`]);
    assert.ok(sent[1]!.body!.components[0]!.content.includes(SENTENCE));
  });

  it('comes as a direct message when the follow-up fails', async () => {
    const { bot, sent, calls } = botThat((_, route) =>
      route === '/webhooks/2/secret' ? apiError(0, 500) : { id: '77' },
    );
    await refuse(bot, INTERACTION, ERROR);
    assert.deepEqual(calls().slice(1), [
      'POST /webhooks/2/secret',
      'POST /users/@me/channels',
      'POST /channels/77/messages',
    ]);
    assert.ok(sent.at(-1)!.body!.components[0]!.content.includes(SENTENCE));
  });

  it('never throws, and never shows an error of ours as it is', async () => {
    await refuse(botThat(() => apiError(0, 500)).bot, INTERACTION, ERROR);
    const { bot, sent } = botThat(() => ({}));
    await refuse(bot, INTERACTION, new TypeError('x is not a function'));
    const text = sent[1]!.body!.components[0]!.content;
    assert.ok(text.includes(sentenceOf('internal')));
    assert.ok(!text.includes('function'));
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sentenceOf } from '@atelier/contract/errors.ts';
import { AtelierError } from '@atelier/queue/errors.ts';
import { createLog } from '@atelier/runtime/log.ts';
import { DiscordAPIError } from 'discord.js';
import type { Bot } from './bot.ts';
import { refuse } from './refuse.ts';

type Sent = { method: string; route: string; body?: { flags?: number; components: { content: string }[] } };

const INTERACTION = { id: '1', applicationId: '2', token: 'secret', user: { id: '3' }, locale: 'en-GB' };
const ERROR = new AtelierError('job.limit', { limit: 4 });
const SENTENCE = sentenceOf('job.limit', { limit: 4 });
const EPHEMERAL = 64;

function apiError(code: number, status: number): DiscordAPIError {
  return new DiscordAPIError({ code, message: 'x' }, code, status, 'POST', 'http://discord/', {});
}

/** A bot whose REST clients answer as `answer` says and remember what they were asked. */
function botThat(answer: (method: string, route: string, count: number) => unknown) {
  const sent: Sent[] = [];
  const call =
    (method: string) =>
    async (route: string, { body }: { body?: Sent['body'] } = {}) => {
      sent.push({ method, route: decodeURIComponent(route), ...(body && { body }) });
      const result = answer(method, route, sent.length);
      if (result instanceof Error) throw result;
      return result;
    };
  const rest = { delete: call('DELETE'), patch: call('PATCH'), post: call('POST') };
  const closing = new AbortController();
  const log = createLog('test', { write: () => {} });
  const bot = { asBot: rest, api: rest, closing: closing.signal, log } as unknown as Bot;
  return { bot, sent, closing, calls: () => sent.map(({ method, route }) => `${method} ${route}`) };
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

  it('is told although the answer to the deletion was lost: 10008 means that it was done', async () => {
    const broken = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    const { bot, calls } = botThat((method, _, count) =>
      method === 'DELETE' ? (count === 1 ? broken : apiError(10008, 404)) : {},
    );
    assert.equal(await refuse(bot, INTERACTION, ERROR), true);
    assert.deepEqual(calls(), [`DELETE ${ORIGINAL}`, `DELETE ${ORIGINAL}`, 'POST /webhooks/2/secret']);
  });

  it('takes the place of the reply when that may not be deleted, so that nothing is left thinking', async () => {
    const { bot, sent, calls } = botThat((method) => (method === 'DELETE' ? apiError(50001, 403) : {}));
    await refuse(bot, INTERACTION, ERROR);
    assert.deepEqual(calls(), [`DELETE ${ORIGINAL}`, `PATCH ${ORIGINAL}`]);
    assert.ok(sent[1]!.body!.components[0]!.content.includes(SENTENCE));
  });

  it('is tried again with pauses while Discord is in trouble', async () => {
    const { bot, calls } = botThat((_, __, count) => (count % 3 > 0 ? apiError(0, 500) : {}));
    assert.equal(await refuse(bot, INTERACTION, ERROR), true);
    const [gone, told] = [`DELETE ${ORIGINAL}`, 'POST /webhooks/2/secret'];
    assert.deepEqual(calls(), [gone, gone, gone, told, told, told]);
  });

  it('comes as a direct message when the follow-up is refused', async () => {
    const { bot, sent, calls } = botThat((_, route) =>
      route === '/webhooks/2/secret' ? apiError(50027, 401) : { id: '77' },
    );
    await refuse(bot, INTERACTION, ERROR);
    assert.deepEqual(calls().slice(1), [
      'POST /webhooks/2/secret',
      'POST /users/@me/channels',
      'POST /channels/77/messages',
    ]);
    assert.ok(sent.at(-1)!.body!.components[0]!.content.includes(SENTENCE));
  });

  it('is left to the next bot when this one closes before it was told', async () => {
    const { bot, closing } = botThat(() => apiError(0, 500));
    const told = refuse(bot, INTERACTION, ERROR);
    closing.abort();
    assert.equal(await told, false);
  });

  it('never throws, and never shows an error of ours as it is', async () => {
    assert.equal(await refuse(botThat(() => apiError(50001, 403)).bot, INTERACTION, ERROR), true);
    const { bot, sent } = botThat(() => ({}));
    await refuse(bot, INTERACTION, new TypeError('x is not a function'));
    const text = sent[1]!.body!.components[0]!.content;
    assert.ok(text.includes(sentenceOf('internal')));
    assert.ok(!text.includes('function'));
  });
});

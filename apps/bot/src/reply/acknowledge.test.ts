import assert from 'node:assert/strict';
import { it, mock } from 'node:test';
import { LIMITS } from '@atelier/contract/limits.ts';
import { RateLimitError } from 'discord.js';
import { acknowledge } from './acknowledge.ts';
import { persistently, show } from './answer.ts';
import type { Bot } from './bot.ts';
import { PendingResponses } from './pending-responses.ts';

/** What the client throws at once where Discord asks to wait for so long. */
function limited(seconds: number): RateLimitError {
  const ms = seconds * 1000;
  return new RateLimitError({
    timeToReset: ms,
    limit: 5,
    method: 'POST',
    hash: '',
    url: '',
    route: '',
    majorParameter: '',
    global: false,
    retryAfter: ms,
    sublimitTimeout: 0,
    scope: 'user',
  });
}

/** A bot whose requests fail one after the other in these ways. */
function botThat(...failures: (Error | undefined)[]): Bot {
  const api = {
    post: async () => {
      const failure = failures.length > 1 ? failures.shift() : failures[0];
      if (failure !== undefined) throw failure;
    },
  };
  const closing = new AbortController().signal;
  return { api, closing, pendingResponses: new PendingResponses() } as unknown as Bot;
}

const lost = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
const timeout = 20_000;

it('a rate limit that lasts longer than a deferral is asked for is not slept through', {
  timeout,
}, async () => {
  await assert.rejects(
    acknowledge(botThat(lost, limited(300)), { id: '1', token: 't' }, { type: 5 }),
    RateLimitError,
  );
  // a short one is
  await acknowledge(botThat(lost, limited(0.05), undefined), { id: '1', token: 't' }, { type: 5 });
});

it('a rate limit that outlives the token is not waited for by an answer', { timeout }, async () => {
  const answering = persistently({ closing: new AbortController().signal }, async () => {
    throw limited(3600);
  });
  await assert.rejects(answering, RateLimitError);
});

it('a reply with files has the time of an upload for each try', async () => {
  const given: number[] = [];
  const timeout = mock.method(AbortSignal, 'timeout', (ms: number) => {
    given.push(ms);
    return new AbortController().signal;
  });
  const bot = { closing: new AbortController().signal, api: { patch: async () => ({}) } } as unknown as Bot;
  const file = { name: 'a.zip', data: new Uint8Array(1), contentType: 'application/zip', description: 'x' };
  for (const files of [[file], []])
    await show(bot, { applicationId: '1', token: 't' }, { body: {} as never, files });
  timeout.mock.restore();
  assert.deepEqual(given, [LIMITS.uploadMs, LIMITS.editMs]);
});

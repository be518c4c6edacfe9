import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { Result, StyleRequest } from '@atelier/contract/job.ts';
import { cancelJob } from '@atelier/jobs/cancel.ts';
import { workDeliveries } from '@atelier/jobs/deliver.ts';
import { AtelierError } from '@atelier/jobs/errors.ts';
import { recordFailure, recordResult } from '@atelier/jobs/results.ts';
import { claimJob } from '@atelier/jobs/store/claims.ts';
import { submitJob } from '@atelier/jobs/submit.ts';
import { createDiscordApi } from '@atelier/jobs/webhook.ts';
import type { Workshop } from '@atelier/jobs/workshop.ts';
import { REST } from '@discordjs/rest';
import { withDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { somePhoto, someRequest, someResult } from '../support/request.ts';
import { type Answer, isResult, startWebhook } from '../support/webhook.ts';

/** A workshop with one finished job, and a Discord that answers as told. */
async function stage(
  test: TestContext,
  {
    answer,
    result,
    request,
  }: { answer?: Answer; result?: Partial<Result>; request?: Partial<StyleRequest> } = {},
) {
  const { workshop, closers } = await withDatabase(test);
  const discord = await startWebhook(answer);
  closers.push(discord.close);
  const asked = someRequest(request);
  const { jobId } = await submitJob(workshop, asked, somePhoto);
  await claimJob(workshop.pool, { jobId, attempt: 1, workerId: 'w' });
  await recordResult(workshop, { id: jobId, attempt: 1 }, someResult(result));
  return { workshop, closers, discord, jobId, request: asked };
}

/** A worker and, when asked for, a bot deliver until the test ends. */
async function deliver(
  { workshop, closers, discord }: Awaited<ReturnType<typeof stage>>,
  { bot = false }: { bot?: boolean } = {},
): Promise<void> {
  const worker = await workDeliveries(workshop, { api: createDiscordApi(discord.api), asBot: false });
  closers.push(() => worker.stop());
  if (!bot) return;
  const api = new REST({ api: discord.api, version: '10' }).setToken('a-token');
  const delivering = await workDeliveries(workshop, { api, asBot: true });
  closers.push(() => delivering.stop());
}

interface DeliveryState {
  delivery: string;
  delivered_by: string | null;
}

async function settled(workshop: Workshop, jobId: string): Promise<DeliveryState> {
  return eventually('a settled delivery', async () => {
    const { rows } = await workshop.pool.query<DeliveryState>(
      `select delivery, delivered_by from atelier.jobs where id = $1 and delivery in ('delivered', 'undeliverable')`,
      [jobId],
    );
    return rows[0];
  });
}

const refuse = (status: number, code: number) => ({ status, body: { code, message: 'refused' } });
const age = ({ pool }: Workshop, minutes: number) =>
  pool.query(`update atelier.jobs set created_at = now() - $1 * interval '1 minute'`, [minutes]);

describe('a delivery', () => {
  it('edits the reply once, with picture, figures and plot, though two processes deliver', async (test) => {
    const set = await stage(test);
    await deliver(set, { bot: true });
    assert.deepEqual(await settled(set.workshop, set.jobId), { delivery: 'delivered', delivered_by: 'edit' });
    assert.equal(set.discord.requests.length, 1);
    const [request] = set.discord.requests;
    assert.equal(request.method, 'PATCH');
    const { applicationId, interactionToken } = set.request;
    assert.equal(request.path, `/api/v10/webhooks/${applicationId}/${interactionToken}/messages/@original`);
    assert.equal(request.json.attachments.length, 2);
    assert.match(request.text, /filename="dog-starry-night\.png"[\s\S]*filename="losses\.png"/);
  });

  it('tells a failure in a sentence', async (test) => {
    const set = await stage(test);
    const { jobId } = await submitJob(set.workshop, someRequest(), somePhoto);
    await recordFailure(set.workshop, { id: jobId, attempt: null }, new AtelierError('image.damaged'));
    await deliver(set);
    await settled(set.workshop, jobId);
    const told = set.discord.requests.find((one) => !isResult(one));
    assert.match(JSON.stringify(told?.json.components), /damaged or incomplete/);
  });

  it('waits for the bot when the token is too old, and then is one message in the channel', async (test) => {
    const set = await stage(test);
    await age(set.workshop, 14.6);
    await deliver(set);
    await eventually('left to the bot', async () => {
      const { rows } = await set.workshop.pool.query(
        `select 1 from atelier.jobs where delivery = 'pending-bot'`,
      );
      return rows.length === 1;
    });
    assert.equal(set.discord.requests.length, 0);
    await deliver(set, { bot: true });
    assert.deepEqual(await settled(set.workshop, set.jobId), {
      delivery: 'delivered',
      delivered_by: 'channel',
    });
    assert.deepEqual(
      set.discord.requests.map(({ method, path }) => `${method} ${path}`),
      ['POST /api/v10/channels/4000/messages'],
    );
    const { json } = set.discord.requests[0];
    assert.equal(json.nonce?.length, 25);
    assert.match(JSON.stringify(json), /"enforce_nonce":true/);
    assert.match(JSON.stringify(json.components), /<@2000>/);
    assert.match(JSON.stringify(json), /"allowed_mentions":\{"parse":\[\],"users":\["2000"\]\}/);
  });

  it('goes to the bot when Discord says that the token has expired', async (test) => {
    const answer: Answer = ({ method }) => (method === 'PATCH' ? refuse(401, 50_027) : undefined);
    const set = await stage(test, { answer });
    await deliver(set, { bot: true });
    assert.deepEqual(await settled(set.workshop, set.jobId), {
      delivery: 'delivered',
      delivered_by: 'channel',
    });
  });

  it('becomes a direct message where the bot may not write', async (test) => {
    const answer: Answer = ({ path }) => {
      if (path.endsWith('@original')) return refuse(401, 50_027);
      if (path.includes('/channels/4000/')) return refuse(403, 50_001);
      if (path.endsWith('/users/@me/channels')) return { status: 200, body: { id: '5555' } };
    };
    const set = await stage(test, { answer });
    await deliver(set, { bot: true });
    assert.deepEqual(await settled(set.workshop, set.jobId), {
      delivery: 'delivered',
      delivered_by: 'direct',
    });
    assert.equal(set.discord.requests.at(-1)?.path, '/api/v10/channels/5555/messages');
  });

  it('of a private reply whose token is too old is a direct message, though the bot may write in the channel', async (test) => {
    const answer: Answer = ({ path }) =>
      path.endsWith('/users/@me/channels') ? { status: 200, body: { id: '5555' } } : undefined;
    const set = await stage(test, { answer, request: { private: true } });
    await age(set.workshop, 14.6);
    await deliver(set, { bot: true });
    assert.deepEqual(await settled(set.workshop, set.jobId), {
      delivery: 'delivered',
      delivered_by: 'direct',
    });
    assert.deepEqual(
      set.discord.requests.map(({ path }) => path),
      ['/api/v10/users/@me/channels', '/api/v10/channels/5555/messages'],
    );
  });

  it('of a cancelled job whose token is too old is no message at all', async (test) => {
    const set = await stage(test);
    const { jobId } = await submitJob(set.workshop, someRequest(), somePhoto);
    assert.equal(await cancelJob(set.workshop, jobId, '2000'), 'cancelled');
    await age(set.workshop, 14.6);
    await deliver(set, { bot: true });
    assert.deepEqual(await settled(set.workshop, jobId), { delivery: 'undeliverable', delivered_by: null });
    await settled(set.workshop, set.jobId);
    assert.equal(set.discord.requests.length, 1, 'the other job’s result');
  });

  it('ends when nobody can be reached', async (test) => {
    const answer: Answer = ({ path }) =>
      path.endsWith('@original') ? refuse(401, 50_027) : refuse(403, 50_007);
    const set = await stage(test, { answer });
    await deliver(set, { bot: true });
    assert.deepEqual(await settled(set.workshop, set.jobId), {
      delivery: 'undeliverable',
      delivered_by: null,
    });
  });

  it('sends the smaller picture when Discord finds the first too large, and then leaves out the plot', async (test) => {
    const answer: Answer = (_, count) =>
      count === 1 ? refuse(413, 40_005) : count === 2 ? refuse(400, 40_005) : undefined;
    const fallback = new Uint8Array([255, 216, 255]);
    const set = await stage(test, { answer, result: { fallback } });
    await deliver(set);
    await settled(set.workshop, set.jobId);
    const names = set.discord.requests.map(({ json }) =>
      (json.attachments as { filename: string }[]).map(({ filename }) => filename),
    );
    const told = set.discord.requests.map(({ text }) => text.includes('Discord found the picture too large'));
    assert.deepEqual(told, [false, true, true]);
    assert.deepEqual(names, [
      ['dog-starry-night.png', 'losses.png'],
      ['dog-starry-night.jpg', 'losses.png'],
      ['dog-starry-night.jpg'],
    ]);
  });

  it('does not try what is larger than the interaction takes', async (test) => {
    const result = { picture: new Uint8Array(5000), fallback: new Uint8Array(100) };
    const set = await stage(test, { result, request: { attachmentSizeLimit: 4000 } });
    await deliver(set);
    await settled(set.workshop, set.jobId);
    assert.match(set.discord.requests[0].text, /filename="dog-starry-night\.jpg"/);
  });

  it('has patience with a 404 of a live token and with a server in trouble', async (test) => {
    const answer: Answer = (_, count) =>
      count === 1 ? refuse(404, 10_015) : count < 4 ? { status: 502, body: {} } : undefined;
    const set = await stage(test, { answer });
    await deliver(set);
    assert.deepEqual(await settled(set.workshop, set.jobId), { delivery: 'delivered', delivered_by: 'edit' });
    assert.equal(set.discord.requests.filter(isResult).length, set.discord.requests.length);
  });

  it('waits as long as Discord asks for', async (test) => {
    const answer: Answer = (_, count) =>
      count === 1 ? { status: 429, body: { message: 'slower', retry_after: 0.2, global: false } } : undefined;
    const set = await stage(test, { answer });
    await deliver(set);
    assert.deepEqual(await settled(set.workshop, set.jobId), { delivery: 'delivered', delivered_by: 'edit' });
    assert.equal(set.discord.requests.length, 2);
  });

  it('is given up when Discord calls it malformed', async (test) => {
    const set = await stage(test, { answer: () => refuse(400, 50_035) });
    await deliver(set);
    assert.deepEqual(await settled(set.workshop, set.jobId), {
      delivery: 'undeliverable',
      delivered_by: null,
    });
    assert.equal(set.discord.requests.length, 1);
  });
});

import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { Result, StyleRequest } from '@atelier/contract/job.ts';
import { LIMITS } from '@atelier/contract/limits.ts';
import { workDeliveries } from '@atelier/discord/deliver.ts';
import { editHeld } from '@atelier/discord/edit-held.ts';
import { progressReply } from '@atelier/discord/reply/progress.ts';
import { createDiscordApi } from '@atelier/discord/webhook.ts';
import { cancelJob } from '@atelier/queue/cancel.ts';
import { AtelierError } from '@atelier/queue/errors.ts';
import { QUEUES } from '@atelier/queue/queues.ts';
import { recordFailure, recordResult } from '@atelier/queue/results.ts';
import { submitJob } from '@atelier/queue/submit.ts';
import type { Workshop } from '@atelier/queue/workshop.ts';
import { REST } from '@discordjs/rest';
import { claimJob } from '../support/claim.ts';
import { withDatabase } from '../support/database.ts';
import { deliver, EPHEMERAL, hurry, refuse } from '../support/deliver.ts';
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

const age = ({ pool }: Workshop, minutes: number) =>
  pool.query(`update atelier.jobs set created_at = now() - $1 * interval '1 minute'`, [minutes]);

describe('a delivery', () => {
  it('edits the reply once, with picture and figures, though two processes deliver', async (test) => {
    const set = await stage(test);
    await deliver(set, { bot: true });
    assert.deepEqual(await settled(set.workshop, set.jobId), { delivery: 'delivered', delivered_by: 'edit' });
    assert.equal(set.discord.requests.length, 1);
    const request = set.discord.requests[0]!;
    assert.equal(request.method, 'PATCH');
    const { applicationId, interactionToken } = set.request;
    assert.equal(request.path, `/api/v10/webhooks/${applicationId}/${interactionToken}/messages/@original`);
    assert.equal(request.json.attachments.length, 1);
    assert.match(request.text, /filename="dog-starry-night\.png"/);
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
    const { json } = set.discord.requests[0]!;
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

  it('sends the smaller picture when Discord finds the first too large', async (test) => {
    const answer: Answer = (_, count) => (count === 1 ? refuse(413, 40_005) : undefined);
    const fallback = new Uint8Array([255, 216, 255]);
    const set = await stage(test, { answer, result: { fallback } });
    await deliver(set);
    await settled(set.workshop, set.jobId);
    const names = set.discord.requests.map(({ json }) =>
      (json.attachments as { filename: string }[]).map(({ filename }) => filename),
    );
    const told = set.discord.requests.map(({ text }) => text.includes('Discord found the picture too large'));
    assert.deepEqual(told, [false, true]);
    assert.deepEqual(names, [['dog-starry-night.png'], ['dog-starry-night.jpg']]);
  });

  it('does not try what is larger than the interaction takes', async (test) => {
    const result = { picture: new Uint8Array(5000), fallback: new Uint8Array(100) };
    const set = await stage(test, { result, request: { attachmentSizeLimit: 4000 } });
    await deliver(set);
    await settled(set.workshop, set.jobId);
    assert.match(set.discord.requests[0]!.text, /filename="dog-starry-night\.jpg"/);
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

  it('that meets a long rate limit waits in the queue, and others are brought meanwhile', {
    timeout: 60_000,
  }, async (test) => {
    const body = { message: 'slower', retry_after: 600, global: false };
    const answer: Answer = ({ path }) =>
      /channels\/41\d\d\//.test(path) ? { status: 429, body, headers: { 'retry-after': '600' } } : undefined;
    const { workshop, closers } = await withDatabase(test);
    const discord = await startWebhook(answer);
    closers.push(discord.close);
    const ids: string[] = [];
    for (const channelId of ['4100', '4101', '4102', '4000']) {
      const { jobId } = await submitJob(workshop, someRequest({ channelId }), somePhoto);
      await claimJob(workshop.pool, { jobId, attempt: 1, workerId: 'w' });
      await recordResult(workshop, { id: jobId, attempt: 1 }, someResult());
      ids.push(jobId);
    }
    await age(workshop, 14.6);
    await deliver({ workshop, closers, discord }, { bot: true });
    assert.equal((await settled(workshop, ids[3]!)).delivered_by, 'channel');
    const rows = await eventually('the last one is put back', async () => {
      const found = await workshop.pool.query(
        `select state, start_after > now() + interval '9 minutes' as later, retry_limit > 480 as free
         from pgboss.job where name = 'deliver-as-bot' and state <> 'completed'`,
      );
      return found.rows.every(({ state }) => state === 'retry') && found.rows;
    });
    assert.deepEqual(rows, Array(3).fill({ state: 'retry', later: true, free: true }));
  });

  it('of a picture that is never uploaded in time is the smaller one after two tries', async (test) => {
    const hangs: Answer = ({ text }) => (text.length > 100_000 ? new Promise(() => {}) : undefined);
    const result = { picture: new Uint8Array(200_000), fallback: new Uint8Array(100) };
    const set = await stage(test, { answer: hangs, result });
    await hurry(set.workshop);
    const api = new REST({ api: set.discord.api, version: '10', timeout: 3000, retries: 0 });
    const delivering = await workDeliveries(set.workshop, { api, asBot: null });
    set.closers.push(() => delivering.stop());
    assert.equal((await settled(set.workshop, set.jobId)).delivered_by, 'edit');
    const names = set.discord.requests.map(({ text }) => /filename="([^"]*)"/.exec(text)?.[1]);
    assert.deepEqual(names, ['dog-starry-night.png', 'dog-starry-night.png', 'dog-starry-night.jpg']);
    assert.match(JSON.stringify(set.discord.requests.at(-1)!.json), /could not be uploaded in time/);
    // nothing gives up before the time that an upload has
    assert.ok(createDiscordApi(set.discord.api).options.timeout > LIMITS.uploadMs);
  });

  for (const [what, status, code] of [
    ['an edit of a thread that is locked', 403, 50_083],
    ['the same with another status', 400, 50_083],
    ['an edit where the bot has no access', 403, 50_001],
    ['an edit into a gallery with a new upload', 400, 50_035],
    ['an edit of a reply that was deleted', 404, 10_008],
  ] as const) {
    it(`is a follow-up when Discord refuses ${what}: ${status}, ${code}`, async (test) => {
      const answer: Answer = ({ method, path }) => {
        if (method === 'GET') return { status: 200, body: { id: 'the reply' } };
        return path.endsWith('@original') && method === 'PATCH' ? refuse(status, code) : undefined;
      };
      const set = await stage(test, { answer });
      await deliver(set, { bot: true });
      assert.deepEqual(await settled(set.workshop, set.jobId), {
        delivery: 'delivered',
        delivered_by: 'follow-up',
      });
      const { applicationId, interactionToken } = set.request;
      const webhook = `/api/v10/webhooks/${applicationId}/${interactionToken}`;
      await eventually('the reply goes, as it waits for a picture', () =>
        set.discord.requests.some(({ method }) => method === 'DELETE'),
      );
      assert.deepEqual(
        set.discord.requests.map(({ method, path }) => `${method} ${path}`),
        [
          `PATCH ${webhook}/messages/@original`,
          `POST ${webhook}?wait=true`,
          `GET ${webhook}/messages/@original`,
          `DELETE ${webhook}/messages/@original`,
        ],
      );
      assert.equal(set.discord.requests[1]!.json.flags & EPHEMERAL, 0, 'for everybody, as the reply was');
    });
  }

  it('is a follow-up when edits alone are answered with 500, as in an archived thread', async (test) => {
    const answer: Answer = ({ method }) => (method === 'PATCH' ? { status: 500, body: {} } : undefined);
    const set = await stage(test, { answer });
    await hurry(set.workshop);
    await deliver(set);
    assert.equal((await settled(set.workshop, set.jobId)).delivered_by, 'follow-up');
    assert.ok(set.discord.requests.filter(({ method }) => method === 'PATCH').length > 5);
  });

  it('goes on to the bot when the follow-up is refused too, and to a direct message after that', async (test) => {
    const answer: Answer = ({ path }) => {
      if (path.includes('/webhooks/')) return refuse(403, 50_083);
      if (path.includes('/channels/4000/')) return refuse(400, 50_083);
      if (path.endsWith('/users/@me/channels')) return { status: 200, body: { id: '5555' } };
    };
    const set = await stage(test, { answer });
    await deliver(set, { bot: true });
    assert.equal((await settled(set.workshop, set.jobId)).delivered_by, 'direct');
    assert.equal(set.discord.requests.filter(({ path }) => path.includes('/5555/')).length, 1);
  });

  it('of a private job is a follow-up for its person alone, then a direct message, never one in the channel', async (test) => {
    const answer: Answer = ({ path }) => {
      if (path.includes('/webhooks/')) return refuse(403, 50_083);
      if (path.endsWith('/users/@me/channels')) return { status: 200, body: { id: '5555' } };
    };
    const set = await stage(test, { answer, request: { private: true } });
    await deliver(set, { bot: true });
    assert.equal((await settled(set.workshop, set.jobId)).delivered_by, 'direct');
    const { requests } = set.discord;
    const [followUp] = requests.filter(({ method }) => method === 'POST');
    assert.ok(followUp!.path.includes('/webhooks/') && followUp!.json.flags & EPHEMERAL, followUp!.path);
    assert.ok(!requests.some(({ path }) => path.includes('/channels/4000/')));
  });

  for (const [what, by, answer] of [
    [
      'too large for every place is a sentence in the reply',
      'edit',
      ({ json, path }) => {
        if (path.endsWith('/users/@me/channels')) return { status: 200, body: { id: '5555' } };
        return (json.attachments ?? []).length > 0 ? refuse(413, 40_005) : undefined;
      },
    ],
    [
      'that channel and direct message refuse with 400 is a sentence beside the reply',
      'follow-up',
      ({ json, path, method }) => {
        if (path.endsWith('/users/@me/channels')) return { status: 200, body: { id: '5555' } };
        if (method === 'PATCH') return refuse(403, 50_083);
        return (json.attachments ?? []).length > 0 ? refuse(400, 50_035) : undefined;
      },
    ],
  ] as const satisfies [string, string, Answer][]) {
    it(`of a picture ${what}`, async (test) => {
      const set = await stage(test, { answer, request: { private: true } });
      await deliver(set, { bot: true });
      assert.deepEqual(await settled(set.workshop, set.jobId), { delivery: 'delivered', delivered_by: by });
      const told = set.discord.requests.filter(({ json }) => json.attachments?.length === 0).at(-1)!;
      assert.match(JSON.stringify(told.json.components), /is painted, but Discord does not take it/);
      assert.equal(Boolean(told.json.flags & EPHEMERAL), by === 'follow-up');
      assert.ok(!set.discord.requests.some(({ path }) => path.includes('/channels/4000/')));
    });
  }

  it('is not sent twice when the answer to the follow-up was lost: the bot finds it in the channel', async (test) => {
    let jobId = '';
    const answer: Answer = ({ method, path }) => {
      if (method === 'PATCH') return refuse(403, 50_083);
      if (path.includes('/webhooks/') && method === 'POST') return 'lost';
      if (method !== 'GET' || !path.includes('/channels/4000/')) return undefined;
      const button = { type: 2, custom_id: `at:again:${jobId}` };
      const found = { id: '77', author: { id: '1000' }, components: [{ type: 1, components: [button] }] };
      return { status: 200, body: [found] };
    };
    const set = await stage(test, { answer });
    jobId = set.jobId;
    await deliver(set, { bot: true });
    assert.equal((await settled(set.workshop, set.jobId)).delivered_by, 'channel');
    assert.equal(set.discord.requests.filter(({ method }) => method === 'POST').length, 1);
    const { rows } = await set.workshop.pool.query('select message_id from atelier.jobs');
    assert.deepEqual(rows, [{ message_id: '77' }]);
  });

  it('waits for an edit under way, and is shown again when one that was given up covers it', async (test) => {
    let covered = true;
    const answer: Answer = ({ method }) => {
      if (method !== 'GET') return undefined;
      const button = { type: 2, custom_id: `at:cancel:${set.jobId}` };
      const components = covered ? [{ type: 1, components: [button] }] : [];
      covered = false;
      return { status: 200, body: { id: '1', components } };
    };
    const set = await stage(test, { answer });
    const { pool } = set.workshop;
    const begun = Date.now();
    await pool.query(`update atelier.jobs set reply_held_until = now() + interval '3 seconds'`);
    await deliver(set);
    await settled(set.workshop, set.jobId);
    assert.ok(Date.now() - begun >= 2500, 'the outcome came before the edit’s time was over');
    await eventually('the outcome again', () => set.discord.requests.filter(isResult).length === 2, 60_000);
  });

  it('does not wait for a progress edit that met a rate limit', async (test) => {
    const body = { message: 'slower', retry_after: 120, global: false };
    const answer: Answer = (request) =>
      isResult(request) ? undefined : { status: 429, body, headers: { 'retry-after': '120' } };
    const { workshop, closers } = await withDatabase(test);
    const discord = await startWebhook(answer);
    closers.push(discord.close);
    const request = someRequest();
    const { jobId: id } = await submitJob(workshop, request, somePhoto);
    await claimJob(workshop.pool, { jobId: id, attempt: 1, workerId: 'w' });
    const api = createDiscordApi(discord.api);
    const progress = { iteration: 1, iterations: 2, fraction: 0.5, width: 8, height: 8 };
    const reply = progressReply({ ...request, id }, { ...progress, content: 1, style: 1, total: 2 });
    await assert.rejects(editHeld(workshop, api, { ...request, id }, 'painting', reply));
    await recordResult(workshop, { id, attempt: 1 }, someResult());
    // as another process, which knows nothing of the limit
    await deliver({ workshop, closers, discord });
    assert.equal((await settled(workshop, id)).delivered_by, 'edit');
  });

  it('holds back the outcome for an edit under way, which finds no open job afterwards', async (test) => {
    let during: (() => Promise<void>) | undefined;
    const answer: Answer = async (request) => {
      if (!isResult(request)) await during?.();
      return undefined;
    };
    const { workshop, closers } = await withDatabase(test);
    const discord = await startWebhook(answer);
    closers.push(discord.close);
    const request = someRequest();
    const { jobId: id } = await submitJob(workshop, request, somePhoto);
    await claimJob(workshop.pool, { jobId: id, attempt: 1, workerId: 'w' });
    const set = { workshop, closers, discord, jobId: id, request };
    await deliver(set);
    during = async () => {
      await recordResult(workshop, { id, attempt: 1 }, someResult());
      await new Promise((done) => setTimeout(done, 2500)); // two looks of the queue
      assert.equal(discord.requests.filter(isResult).length, 0);
    };
    const api = createDiscordApi(discord.api);
    const reply = progressReply(
      { ...request, id },
      { iteration: 1, iterations: 2, fraction: 0.5, width: 8, height: 8, content: 1, style: 1, total: 2 },
    );
    const edit = () => editHeld(workshop, api, { ...request, id }, 'painting', reply);
    assert.equal(await edit(), true);
    await settled(workshop, id);
    assert.equal(await edit(), false);
    assert.deepEqual(discord.requests.map(isResult), [false, true]);
  });

  it('goes on for an hour, and the result stays; then it is given up', async (test) => {
    const set = await stage(test, { answer: () => ({ status: 503, body: {} }) });
    const { pool } = set.workshop;
    await hurry(set.workshop);
    const ended = (minutes: number) =>
      pool.query(`update atelier.jobs set ended_at = now() - $1 * interval '1 minute'`, [minutes]);
    await ended(59);
    await deliver(set);
    await eventually('more tries than a few', () => set.discord.requests.length > 8);
    const { rows } = await pool.query(
      'select delivery, length(picture) as bytes from atelier.jobs, atelier.results',
    );
    assert.deepEqual(rows, [{ delivery: 'pending', bytes: 4 }]);
    await ended(61);
    assert.equal((await settled(set.workshop, set.jobId)).delivery, 'undeliverable');
  });

  it('has pauses of half a minute at most, and more of them than an hour takes', () => {
    const { retryLimit = 0, retryDelayMax = 0 } = QUEUES.find(({ name }) => name === 'deliver') ?? {};
    assert.ok(retryDelayMax <= 30 && (retryLimit * retryDelayMax) / 2 >= 3600);
  });
});

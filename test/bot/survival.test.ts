import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sentenceOf } from '@atelier/contract/errors.ts';
import { botTextsFor } from '@atelier/discord/texts/bot/texts.ts';
import { jobIdOf } from '@atelier/queue/job-id.ts';
import type { Fault } from '@atelier/sandbox/rest/faults.ts';
import { eventually } from '../support/eventually.ts';
import { proxyTo } from '../support/proxy.ts';
import { customIdOf, jobsIn, openStage, photo, query, refusalOf, textOf } from './support.ts';

const ORDER = { photo, preset: 'starry-night' };

describe('the bot goes on', () => {
  it('when the same interaction arrives twice: one answer, one job', async (test) => {
    const stage = await openStage(test);
    const { sandbox } = stage;
    await stage.startBot();
    const interaction = sandbox.sendStyle(ORDER);
    sandbox.duplicate(interaction);
    await eventually('the job', async () => (await jobsIn(stage)).length === 1);
    sandbox.duplicate(interaction);
    const next = sandbox.sendStyle({ ...ORDER, user: 'Grace' });
    await eventually('the next job', async () => (await jobsIn(stage)).length === 2);
    const ids = (await jobsIn(stage)).map(({ interaction_id }) => interaction_id);
    assert.deepEqual(ids, [interaction.id, next.id]);
    const callbacks = sandbox.requests.filter(({ path }) =>
      path.startsWith(`/interactions/${interaction.id}/`),
    );
    assert.equal(callbacks.length, 1);
  });

  it('with what a bot that closes could not tell: too late for an answer, a button that nobody knows, Cancel', async (test) => {
    const stage = await openStage(test);
    const { sandbox } = stage;
    const { api, applicationId, token, channelId } = sandbox;
    const post = (path: string, body: object, authorization = `Bot ${token}`) =>
      fetch(`${api}/v10${path}`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    // acknowledged by a bot that died after it
    const custom_id = 'at:of-another-version:';
    const remove = 'at:preset-remove:removed-already';
    const ids = [custom_id, remove];
    const buttons = ids.map((id) => ({ type: 2, style: 2, label: 'Old', custom_id: id }));
    const components = [
      { type: 10, content: 'Old' },
      { type: 1, components: buttons },
    ];
    const posted = await post(`/channels/${channelId}/messages`, { flags: 1 << 15, components });
    const { id: messageId } = (await posted.json()) as { id: string };
    const pressed = sandbox.press({ messageId, customId: custom_id, user: 'grace' });
    const removed = sandbox.press({ messageId, customId: remove, user: 'ada', permissions: 1n << 5n });
    for (const { id, token } of [pressed, removed])
      await post(`/interactions/${id}/${token}/callback`, { type: 6 });
    const leave = (id: string, deferral: string, minutes: number, { token, user, payload } = pressed) =>
      query(
        stage,
        `insert into atelier.interactions values ('${id}', '${applicationId}', '${token}',
           '${user.id}', 'en-GB', '${deferral}', '${jobIdOf(id)}', '${JSON.stringify(payload)}', null,
           now() - interval '${minutes} minutes', 'nobody', now())`,
      );
    await leave(pressed.id, 'update', 1);
    await leave('7', 'public', 15);
    await query(
      stage,
      `insert into atelier.interactions select '8', application_id, token, user_id, locale, 'update', job_id,
         '{"type": 99}', null, created_at, held_by, held_until from atelier.interactions where id = '${pressed.id}'`,
    );
    // the process that died had removed the style, and not shown the list without it
    await leave(removed.id, 'update', 1, removed);

    const ways = ['/webhooks/', '/users/@me/channels'];
    const faults: Fault[] = ways.map((path) => ({ path, method: 'POST', status: 502, times: 200, body: {} }));
    for (const fault of faults) sandbox.failNext(fault);
    const first = await stage.startBot();
    await sandbox.waitFor(() =>
      ways.every((way) => sandbox.requests.some((one) => one.method === 'POST' && one.path.includes(way))),
    );
    sandbox.failNext({ path: '/ephemeral-attachments/', status: 200, afterwards: true, delayMs: 6000 });
    const asked = sandbox.sendStyle({ ...ORDER, user: 'linus' });
    const taken = await sandbox.waitFor(() => (textOf(asked.original) !== '' ? asked.original : undefined));
    const customId = customIdOf(taken, 'cancel');
    const cancelled = sandbox.press({ messageId: taken.id, customId, user: 'linus' });
    const rows = (over: boolean) =>
      query(stage, `select id from atelier.interactions where (held_by = 'cancelled') = ${over}`);
    await eventually('the order is over', async () => (await rows(true))[0]?.id === asked.id);
    await first.close();
    const left = async () => (await rows(false)).length;
    assert.equal(await left(), 3);
    for (const fault of faults) fault.path = 'of no request';
    await stage.startBot();
    const direct = sandbox.directChannel('grace');
    const words = () => [...asked.messages, ...cancelled.messages].filter(({ onlyFor }) => onlyFor !== null);
    await sandbox.waitFor(
      () =>
        sandbox.messages.some((one) => one.channelId === direct) &&
        pressed.messages.length === 1 &&
        words().length > 0,
      { what: 'all three words' },
    );
    assert.equal(textOf(pressed.messages[0]), botTextsFor('en').unknownButton);
    assert.deepEqual(words().map(textOf), [sentenceOf('job.cancelled')]);
    const shown = () => textOf(sandbox.messages.find(({ id }) => id === messageId));
    await sandbox.waitFor(() => /has learnt none yet/.test(shown()), { what: 'the list' });
    assert.deepEqual(removed.messages.map(textOf), []);
    assert.ok(!sandbox.messages.some(({ id }) => id === taken.id), 'no litter');
    await eventually('nothing is open', async () => (await left()) === 0);
  });

  it('with what arrives once more after it was answered, or stands written down beside its job: it stays as it is', async (test) => {
    const stage = await openStage(test);
    const { sandbox } = stage;
    const first = await stage.startBot();
    const listed = sandbox.invoke({ command: 'queue', user: 'linus' });
    await sandbox.waitFor(() => /Queue/.test(textOf(listed.original)), { what: 'the queue' });
    const orders = [sandbox.sendStyle({ ...ORDER, user: 'grace' }), sandbox.sendStyle(ORDER)];
    const placed = () => orders.every(({ original }) => /next|before/.test(textOf(original)));
    await sandbox.waitFor(placed, { what: 'the places' });
    await first.close();
    const second = await stage.startBot();
    await sandbox.ready();
    // what the first bot has struck off comes to the second one, which is told that it is acknowledged
    const [again, beside] = orders as [(typeof orders)[0], (typeof orders)[0]];
    for (const one of [listed, again]) sandbox.duplicate(one);
    const left = () => query(stage, `select id from atelier.interactions where held_by = 'ceded'`);
    await eventually('what was ceded', async () => (await left()).length === 2);
    // and of this one a dead process had found its row only in the journal
    await query(
      stage,
      `insert into atelier.interactions values ('${beside.id}', '${sandbox.applicationId}', '${beside.token}',
         '${beside.user.id}', 'en-GB', 'public', '${jobIdOf(beside.id)}', '${JSON.stringify(beside.payload)}', null,
         now(), 'nobody', now())`,
    );
    sandbox.failNext({ path: '/ephemeral-attachments/', status: 200, afterwards: true, delayMs: 1000 });
    const told = () =>
      sandbox.requests.filter(({ method, path }) => method !== 'GET' && path.startsWith('/webhooks/')).length;
    const before = told();
    await query(stage, `update atelier.interactions set held_until = now() - interval '1 second'`);
    await eventually('nothing is left', async () => {
      return (await query(stage, 'select id from atelier.interactions')).length === 0;
    });
    assert.equal(told(), before);
    assert.equal((await jobsIn(stage)).length, 2);
    await second.close();
  });

  it('when the gateway drops, resumed or begun anew', async (test) => {
    const stage = await openStage(test);
    const { sandbox } = stage;
    await stage.startBot();
    for (const [i, resumable] of [true, false].entries()) {
      const before = sandbox.gateway.identified + sandbox.gateway.resumed;
      sandbox.dropGateway({ resumable });
      await sandbox.waitFor(() => sandbox.gateway.identified + sandbox.gateway.resumed > before);
      sandbox.sendStyle(ORDER);
      await eventually('a job after the drop', async () => (await jobsIn(stage)).length === i + 1);
    }
  });

  it('when Postgres is away: the person is told, /healthz says so, and later it works', async (test) => {
    const stage = await openStage(test);
    const { sandbox } = stage;
    const line = await proxyTo(stage.databaseUrl);
    stage.defer(line.close);
    const bot = await stage.startBot({ databaseUrl: line.url });
    const health = async () => (await fetch(`http://127.0.0.1:${bot.healthPort}/healthz`)).status;
    assert.equal(await health(), 200);

    const asked = sandbox.sendStyle({ ...ORDER, user: 'ada' });
    const waiting = await sandbox.waitFor(() => (textOf(asked.original) !== '' ? asked.original : undefined));
    await eventually('the first job', async () => (await jobsIn(stage)).length === 1);
    line.cut();
    const customId = customIdOf(waiting, 'cancel');
    const pressed = sandbox.press({ messageId: waiting.id, customId, user: 'ada' });
    const told = () =>
      pressed.messages.some((one) => textOf(one).includes(sentenceOf('service.unavailable')));
    await sandbox.waitFor(told, { what: 'the sentence for a button' });
    const text = await refusalOf(sandbox, sandbox.sendStyle(ORDER));
    assert.ok(text.includes(sentenceOf('service.unavailable')), text);
    assert.equal(await health(), 503);

    line.mend();
    await eventually('health', async () => (await health()) === 200);
    sandbox.sendStyle(ORDER);
    await eventually('the job', async () => (await jobsIn(stage)).length === 2);
  });

  it('when Discord refuses an edit, and says a refusal all the same when it cannot delete', async (test) => {
    const stage = await openStage(test);
    const { sandbox } = stage;
    await stage.startBot();
    const fault = { path: '@original', status: 400, body: { code: 50035, message: 'Invalid Form Body' } };
    sandbox.failNext({ ...fault, method: 'PATCH' });
    sandbox.sendStyle(ORDER);
    await eventually('the job', async () => (await jobsIn(stage)).length === 1);

    sandbox.failNext({ ...fault, method: 'DELETE' });
    const refused = sandbox.sendStyle({ ...ORDER, photo: Buffer.from('no photo') });
    await sandbox.waitFor(() => textOf(refused.original).includes(sentenceOf('image.unknown-type')));
  });

  it('when a live token answers 404 for a moment, and when Discord asks for patience', async (test) => {
    const { sandbox, startBot } = await openStage(test);
    await startBot();
    const path = '@original';
    sandbox.failNext({
      path,
      method: 'PATCH',
      status: 404,
      body: { code: 10015, message: 'Unknown Webhook' },
    });
    const first = sandbox.invoke({ command: 'styles' });
    await sandbox.waitFor(() => /Styles/.test(textOf(first.original)), { what: 'the styles' });
    const body = { message: 'You are being rate limited.', retry_after: 0.5, global: false };
    const headers = { 'retry-after': '0.5', 'x-ratelimit-scope': 'shared' };
    sandbox.failNext({ path, method: 'PATCH', status: 429, body, headers });
    const second = sandbox.invoke({ command: 'queue' });
    await sandbox.waitFor(() => /Queue/.test(textOf(second.original)), { what: 'the queue' });
  });

  it('without a trace of a command that was answered too late', async (test) => {
    const stage = await openStage(test);
    const { sandbox } = stage;
    await stage.startBot();
    const body = { code: 10062, message: 'Unknown interaction' };
    sandbox.failNext({ path: '/callback', status: 404, body });
    sandbox.sendStyle(ORDER);
    // the refusal is meant for the first, which may be overtaken
    await sandbox.waitFor(() => sandbox.requests.some(({ path }) => path.endsWith('/callback')));
    const second = sandbox.sendStyle({ ...ORDER, user: 'Grace' });
    await eventually('the second job', async () => (await jobsIn(stage)).length > 0);
    const jobs = await jobsIn(stage);
    assert.deepEqual(
      jobs.map(({ interaction_id }) => interaction_id),
      [second.id],
    );
  });
});

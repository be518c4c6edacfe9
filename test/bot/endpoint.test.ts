import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, it, type TestContext } from 'node:test';
import { sentenceOf } from '@atelier/contract/errors.ts';
import { botTextsFor } from '@atelier/discord/texts/bot/texts.ts';
import { readEnvironment } from '@atelier/runtime/environment.ts';
import { eventually } from '../support/eventually.ts';
import { startPainter } from './painter.ts';
import { customIdOf, jobsIn, openStage, photo, query, refusalOf, type Stage, textOf } from './support.ts';

const ORDER = { photo, preset: 'starry-night', user: 'grace' };

/** A bot that Discord posts to, and its address. */
async function openEndpoint(test: TestContext, publicKey?: string) {
  const stage = await openStage(test);
  const bot = await stage.startBot({ publicKey: publicKey ?? stage.sandbox.publicKey, httpPort: 0 });
  const url = `http://127.0.0.1:${bot.httpPort}/interactions`;
  return { stage, sandbox: stage.sandbox, bot, url };
}

/** The same with the sandbox posting its interactions there. */
async function openStageWithEndpoint(test: TestContext): Promise<Stage> {
  const { stage, url } = await openEndpoint(test);
  await stage.sandbox.useEndpoint(url);
  return stage;
}

/** A key as Discord has one, and what it signs. */
function signer() {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return {
    publicKey: Buffer.from(String(publicKey.export({ format: 'jwk' }).x), 'base64url').toString('hex'),
    signed: (body: string, timestamp = '1') => ({
      'x-signature-ed25519': sign(null, Buffer.from(timestamp + body), privateKey).toString('hex'),
      'x-signature-timestamp': timestamp,
    }),
  };
}

async function posted(url: string, body: string, headers: Record<string, string>) {
  const response = await fetch(url, { method: 'POST', body, headers });
  return [response.status, await response.text()] as const;
}

describe('the interactions endpoint', () => {
  it('takes commands, suggestions, buttons and message commands as the gateway does', async (test) => {
    const stage = await openStageWithEndpoint(test);
    const { sandbox } = stage;
    await startPainter(stage);
    assert.equal(sandbox.gateway.identified, 0);
    const options = { preset: 'starry' };
    const choices = await sandbox.autocomplete({ command: 'style', options, focused: 'preset' });
    assert.ok(choices.some(({ value }) => value === 'starry-night'));

    const asked = sandbox.sendStyle(ORDER);
    const result = await sandbox.waitFor(() =>
      asked.original?.data.attachments.length ? asked.original : undefined,
    );
    sandbox.press({ messageId: result.id, customId: customIdOf(result, 'again'), user: 'grace' });
    await eventually('the second job', async () => (await jobsIn(stage)).length === 2);
    const losses = sandbox.press({
      messageId: result.id,
      customId: customIdOf(result, 'losses'),
      user: 'grace',
    });
    await sandbox.waitFor(
      () => losses.original?.onlyFor === losses.user.id && textOf(losses.original) !== '',
    );

    const form = sandbox.invoke({ command: 'Style this image', type: 3, targetId: result.id, user: 'ada' });
    await sandbox.waitFor(() => textOf(form.original).includes(botTextsFor('en').form.choose));
    const panel = sandbox.invoke({ command: 'settings', user: 'ada' });
    await sandbox.waitFor(() => textOf(panel.original) !== '');
    const before = panel.original!.data.edited_timestamp;
    const values = [sandbox.channels.studio];
    sandbox.press({
      messageId: panel.original!.id,
      customId: customIdOf(panel.original, 'set-channels'),
      user: 'ada',
      values,
    });
    await sandbox.waitFor(() => panel.original!.data.edited_timestamp !== before);

    const customId = customIdOf(result, 'delete');
    const asks = sandbox.press({ messageId: result.id, customId, user: 'grace' });
    await sandbox.waitFor(() => asks.modal, { what: 'the question' });
    sandbox.submitModal({ interactionId: asks.id });
    await sandbox.waitFor(() => !sandbox.messages.some(({ id }) => id === result.id));
    assert.ok(sandbox.interactions.every(({ state }) => state !== 'failed'));
    assert.ok(sandbox.requests.every(({ path }) => !path.endsWith('/callback')));
  });

  it('refuses in private', async (test) => {
    const stage = await openStageWithEndpoint(test);
    const text = await refusalOf(
      stage.sandbox,
      stage.sandbox.sendStyle({ ...ORDER, photo: Buffer.from('no') }),
    );
    assert.ok(text.includes(sentenceOf('image.unknown-type')), text);
  });

  it('answers a repetition once', async (test) => {
    const stage = await openStageWithEndpoint(test);
    const { sandbox } = stage;
    const asked = sandbox.sendStyle(ORDER);
    await eventually('the job', async () => (await jobsIn(stage)).length === 1);
    sandbox.duplicate(asked);
    sandbox.sendStyle({ ...ORDER, user: 'ada' });
    await eventually('the next job', async () => (await jobsIn(stage)).length === 2);
    assert.deepEqual(
      (await jobsIn(stage)).map(({ user_id }) => user_id).filter((id) => id === asked.user.id).length,
      1,
    );
  });

  it('answers 401 to what Discord did not sign, PONG to PING, and little to everything else', async (test) => {
    const { publicKey, signed } = signer();
    const { url } = await openEndpoint(test, publicKey);
    const post = (body: string, headers: Record<string, string>) => posted(url, body, headers);
    const ping = JSON.stringify({ id: '1', type: 1 });
    assert.deepEqual(await post(ping, signed(ping)), [200, '{"type":1}']);
    const wrong: Record<string, string>[] = [
      {},
      { ...signed(ping), 'x-signature-timestamp': '2' },
      signed(`${ping} `),
      { ...signed(ping), 'x-signature-ed25519': 'zz' },
      { ...signed(ping), 'x-signature-ed25519': '00'.repeat(64) },
      { 'x-signature-ed25519': signed(ping)['x-signature-ed25519'] },
    ];
    for (const headers of wrong) assert.equal((await post(ping, headers))[0], 401, JSON.stringify(headers));
    for (const body of ['', 'null', '[]', '{"id":1}', '{'])
      assert.equal((await post(body, signed(body)))[0], 400, body);
    assert.equal((await fetch(url)).status, 405);
    assert.equal((await fetch(new URL('/', url))).status, 404);
    const huge = 'x'.repeat(1024 * 1024 + 1);
    const status = await post(huge, signed(huge)).then(
      ([code]) => code,
      () => 413, // the connection may be gone before all of it was sent
    );
    assert.equal(status, 413);
  });

  it('needs key and port, and the right token', async (test) => {
    const { sandbox, startBot } = await openStage(test);
    const own = { publicKey: sandbox.publicKey, httpPort: 0 };
    const named = (variable: string) => (error: Error) => error.message.includes(variable);
    await assert.rejects(startBot({ ...own, discordToken: `${sandbox.token}x` }), named('DISCORD_TOKEN'));
    await assert.rejects(startBot({ ...own, applicationId: '1' }), named('DISCORD_APPLICATION_ID'));
    const { publicKey } = sandbox;
    assert.throws(() => readEnvironment({ DISCORD_PUBLIC_KEY: publicKey }), named('ATELIER_HTTP_PORT'));
    assert.throws(() => readEnvironment({ ATELIER_HTTP_PORT: '8080' }), named('DISCORD_PUBLIC_KEY'));
    const short = { DISCORD_PUBLIC_KEY: publicKey.slice(2), ATELIER_HTTP_PORT: '8080' };
    assert.throws(() => readEnvironment(short), named('DISCORD_PUBLIC_KEY'));
  });
});

describe('webhook events', () => {
  it('come beside the gateway too, to a port of their own that takes no interactions', async (test) => {
    const { publicKey, signed } = signer();
    const stage = await openStage(test);
    const { httpPort } = await stage.startBot({ publicKey, eventsPort: 0 });
    const post = async (path: string, body: string) =>
      (await posted(`http://127.0.0.1:${httpPort}${path}`, body, signed(body)))[0];
    const data = { user: { id: '77' } };
    const gone = JSON.stringify({ version: 1, type: 1, event: { type: 'APPLICATION_DEAUTHORIZED', data } });
    assert.equal(await post('/events', gone), 204);
    assert.deepEqual(await query(stage, 'select kind, id from atelier.departures'), [
      { kind: 'person', id: '77' },
    ]);
    assert.equal(await post('/interactions', JSON.stringify({ id: '1', type: 1 })), 404);
    assert.equal(stage.sandbox.gateway.identified, 1, 'interactions come by the gateway');
    const both = { DISCORD_PUBLIC_KEY: publicKey, ATELIER_HTTP_PORT: '1', ATELIER_EVENTS_PORT: '2' };
    assert.throws(() => readEnvironment(both), /ATELIER_EVENTS_PORT/);
    assert.throws(() => readEnvironment({ ATELIER_EVENTS_PORT: '2' }), /DISCORD_PUBLIC_KEY/);
  });

  it('note who takes the authorisation back, and who gives it again; what is not Discord’s is refused', async (test) => {
    const { publicKey, signed } = signer();
    const { stage, url } = await openEndpoint(test, publicKey);
    const events = new URL('/events', url).href;
    const post = (body: string, headers = signed(body)) => posted(events, body, headers);
    const event = (type: string, data: object = { user: { id: '77' } }) =>
      JSON.stringify({ version: 1, application_id: '1', type: 1, event: { type, timestamp: 'now', data } });
    const gone = () => query(stage, 'select kind, id from atelier.departures');
    const ping = JSON.stringify({ version: 1, application_id: '1', type: 0 });
    assert.deepEqual(await post(ping), [204, '']);
    const told = await fetch(events, { method: 'POST', body: ping, headers: signed(ping) });
    assert.equal(told.headers.get('content-type'), 'application/json');
    const deauthorised = event('APPLICATION_DEAUTHORIZED');
    assert.equal((await post(deauthorised, signed(`${deauthorised} `)))[0], 401);
    assert.deepEqual(await gone(), []);
    for (let time = 0; time < 2; time++) assert.equal((await post(deauthorised))[0], 204);
    assert.deepEqual(await gone(), [{ kind: 'person', id: '77' }]);
    assert.equal((await post(event('APPLICATION_AUTHORIZED', { user: { id: '78' } })))[0], 204);
    assert.equal((await gone()).length, 1, 'another one');
    assert.equal((await post(event('APPLICATION_AUTHORIZED')))[0], 204);
    assert.deepEqual(await gone(), []);
    const others = [
      event('ENTITLEMENT_CREATE'),
      event('APPLICATION_DEAUTHORIZED', {}),
      event('APPLICATION_DEAUTHORIZED', { user: { id: "7'7" } }),
      'null',
      '[]',
      '{',
    ];
    for (const body of others) assert.equal((await post(body))[0], 204, body);
    assert.deepEqual(await gone(), []);
    await query(stage, 'alter table atelier.departures rename to away');
    assert.equal((await post(deauthorised))[0], 500, 'so that Discord posts it again');
  });
});

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { sentenceOf } from '@atelier/contract/errors.ts';
import { jobIdOf } from '@atelier/queue/job-id.ts';
import { startSandbox } from '@atelier/sandbox/run.ts';
import { eventually } from '../support/eventually.ts';
import { proxyTo } from '../support/proxy.ts';
import { SPAWNED } from '../support/spawned.ts';
import { startPainter } from './painter.ts';
import { jobsIn, openStage, photo, query, refusalOf, type Stage, textOf } from './support.ts';

const MAIN = fileURLToPath(new URL('../../apps/bot/src/main.ts', import.meta.url));

type Process = { child: ChildProcess; log: () => string; ended: Promise<number | null> };

/** The bot as a process of its own, with nothing in its environment but what is given. */
function spawnBot({ defer }: Stage, environment: Record<string, string>): Process {
  const child = spawn(process.execPath, [MAIN], {
    env: { ...SPAWNED, HOME: process.env.HOME, ...environment },
  });
  let text = '';
  child.stderr.on('data', (part) => {
    text += part;
  });
  defer(() => void child.kill('SIGKILL'));
  return { child, log: () => text, ended: once(child, 'exit').then(([code]) => code) };
}

function variables({ sandbox, databaseUrl }: Stage): Record<string, string> {
  return {
    DISCORD_TOKEN: sandbox.token,
    DISCORD_APPLICATION_ID: sandbox.applicationId,
    DISCORD_API: sandbox.api,
    DISCORD_ATTACHMENT_HOSTS: sandbox.attachmentHost,
    DATABASE_URL: databaseUrl,
    LOG_LEVEL: 'debug',
  };
}

describe('the process of the bot', () => {
  it('ends with 0 on SIGTERM, after it has answered what is under way; its log keeps the secrets', async (test) => {
    const stage = await openStage(test);
    const { sandbox } = stage;
    const { child, log, ended } = spawnBot(stage, variables(stage));
    await sandbox.ready();
    // The edit takes a while; the signal and another order come while the command waits for it.
    sandbox.failNext({ path: '@original', method: 'PATCH', status: 200, afterwards: true, delayMs: 5000 });
    // a bot that closes leaves orders to another one for two seconds
    sandbox.limits.firstResponseMs = 30_000;
    const interaction = sandbox.sendStyle({ photo, preset: 'starry-night' });
    await sandbox.waitFor(() => textOf(interaction.original) !== '');
    child.kill('SIGTERM');
    child.kill('SIGINT');
    await eventually('the end has begun', () => log().includes('the bot closes'));
    const late = await refusalOf(
      sandbox,
      sandbox.sendStyle({ photo, preset: 'starry-night', user: 'Grace' }),
    );
    assert.ok(late.includes(sentenceOf('service.unavailable')), late);
    assert.equal(await ended, 0, log());
    await eventually('the job', async () => (await jobsIn(stage)).length === 1, 1000);
    assert.equal(sandbox.gateway.connected, false);
    for (const secret of [sandbox.token, interaction.token, new URL(stage.databaseUrl).password])
      assert.ok(!log().includes(secret));
  });

  it('killed while a picture is fetched: the next one carries on with the order', async (test) => {
    const stage = await openStage(test);
    const { sandbox } = stage;
    const first = spawnBot(stage, variables(stage));
    await sandbox.ready();
    sandbox.failNext({ path: '/ephemeral-attachments/', status: 200, afterwards: true, delayMs: 60_000 });
    const asked = sandbox.sendStyle({ photo, preset: 'starry-night' });
    const taken = await sandbox.waitFor(() => (textOf(asked.original) !== '' ? asked.original : undefined));
    assert.match(textOf(taken), /order is taken/);
    first.child.kill('SIGKILL');
    await first.ended;
    assert.deepEqual(await jobsIn(stage), []);
    spawnBot(stage, variables(stage));
    await sandbox.waitFor(() => /You are next/.test(textOf(asked.original)), { what: 'the place' });
    assert.equal((await jobsIn(stage)).length, 1);
    assert.deepEqual(await query(stage, 'select id from atelier.interactions'), []);
  });

  it('killed between the pictures of one form: the next one carries on with those that were not taken', async (test) => {
    const stage = await openStage(test);
    const { sandbox } = stage;
    await startPainter(stage);
    const first = spawnBot(stage, variables(stage));
    await sandbox.ready();
    sandbox.failNext({ path: '/b.jpg', status: 200, afterwards: true, delayMs: 60_000 });
    const files = ['a.jpg', 'b.jpg'].map((fileName) => ({ bytes: photo, fileName }));
    const targetId = sandbox.postMessage({ files }).id;
    const asked = sandbox.invoke({ command: 'Paint these pictures', type: 3, targetId });
    await sandbox.waitFor(() => asked.modal, { what: 'the form' });
    const values = { preset: 'great-wave', photo: ['0', '1'] };
    const sent = sandbox.submitModal({ interactionId: asked.id, values });
    const shown = () => sent.messages.flatMap(({ data }) => data.attachments.map(({ filename }) => filename));
    await sandbox.waitFor(() => shown().length === 1, { what: 'the first picture' });
    first.child.kill('SIGKILL');
    await first.ended;
    await stage.startBot();
    await sandbox.waitFor(() => shown().length === 2, { what: 'the second picture' });
    assert.deepEqual(shown(), ['a-great-wave.jpg', 'b-great-wave.jpg']);
    assert.equal(sent.messages.length, 2, 'each once, and nothing besides');
    await eventually('nothing is open', async () => {
      return (await query(stage, 'select id from atelier.interactions')).length === 0;
    });
  });

  it('killed while the database was away: what it had acknowledged is carried on with', async (test) => {
    const stage = await openStage(test);
    const { sandbox } = stage;
    const line = await proxyTo(stage.databaseUrl);
    stage.defer(line.close);
    const data = await mkdtemp(join(tmpdir(), 'atelier-journal-'));
    stage.defer(() => rm(data, { recursive: true, force: true }));
    const environment = { ...variables(stage), DATABASE_URL: line.url, ATELIER_DATA: data };
    const first = spawnBot(stage, environment);
    await sandbox.ready();
    line.cut();
    const asked = sandbox.sendStyle({ photo, preset: 'starry-night' });
    await sandbox.waitFor(() => asked.state !== 'waiting', { what: 'the acknowledgement' });
    assert.equal(asked.state, 'deferred');
    const folder = join(data, 'open-interactions');
    const kept = () => (existsSync(folder) ? readdirSync(folder) : []);
    await eventually('the journal', () => kept().some((name) => name.endsWith('.json')));
    first.child.kill('SIGKILL');
    await first.ended;
    line.mend();
    assert.deepEqual(await query(stage, 'select id from atelier.interactions'), []);
    // what is no entry, and what Postgres refuses, must not keep the others from being read
    const row = {
      id: '2',
      applicationId: '1',
      token: '\u0000',
      userId: '3',
      locale: 'en',
      deferral: 'public',
    };
    const refused = { at: Date.now(), row: { ...row, jobId: jobIdOf('2'), payload: {} } };
    const [bad, worse] = ['1', '2'].map((id) => `${id}-somebody.json`);
    await writeFile(join(folder, bad!), '{}');
    await writeFile(join(folder, worse!), JSON.stringify(refused));
    // nobody keeps them fresh, for longer than an answer is held
    const long = new Date(Date.now() - 60_000);
    for (const name of kept()) await utimes(join(folder, name), long, long);
    spawnBot(stage, environment);
    await sandbox.waitFor(() => /You are next/.test(textOf(asked.original)), { what: 'the place' });
    assert.equal((await jobsIn(stage)).length, 1);
    assert.deepEqual(kept().sort(), [`${bad}.bad`, `${worse}.bad`], 'set aside');
  });

  it('killed between the two steps of a refusal: the next one tells it', async (test) => {
    const stage = await openStage(test);
    const { sandbox } = stage;
    const first = spawnBot(stage, variables(stage));
    await sandbox.ready();
    const fault = { path: '@original', method: 'DELETE', status: 204, body: '', afterwards: true };
    sandbox.failNext({ ...fault, delayMs: 60_000 });
    const asked = sandbox.sendStyle({ photo: Buffer.from('no photo'), preset: 'starry-night' });
    await sandbox.waitFor(() => asked.state !== 'waiting' && asked.original === undefined);
    first.child.kill('SIGKILL');
    await first.ended;
    assert.deepEqual(asked.messages, []);
    spawnBot(stage, variables(stage));
    assert.ok((await refusalOf(sandbox, asked)).includes(sentenceOf('image.unknown-type')));
  });

  it('ends with 1 and one line that names the variable', async (test) => {
    const stage = await openStage(test);
    for (const [variable, value] of [
      ['DISCORD_TOKEN', ''],
      ['DISCORD_API', 'nonsense'],
    ] as const) {
      const { log, ended } = spawnBot(stage, { ...variables(stage), [variable]: value });
      assert.equal(await ended, 1);
      const lines = log().trim().split('\n');
      assert.equal(lines.length, 1, log());
      assert.ok(JSON.parse(lines[0]!).msg.includes(variable), log());
    }
  });

  it('ends with 1 when Discord does not know the token any more', async (test) => {
    const stage = await openStage(test);
    const { log, ended } = spawnBot(stage, variables(stage));
    await stage.sandbox.ready();
    const { port } = stage.sandbox;
    await stage.sandbox.close();
    // another sandbox has another token: the bot's RESUME is closed with 4004
    const other = await startSandbox({ port });
    stage.defer(() => other.close());
    assert.equal(await ended, 1, log());
    assert.match(log(), /closed the gateway connection for good/);
  });
});

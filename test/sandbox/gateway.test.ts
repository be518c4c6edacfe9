import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startSandbox } from '@atelier/sandbox/run.ts';
import type { Sandbox } from '@atelier/sandbox/sandbox.ts';
import type { Client } from 'discord.js';
import { WebSocket } from 'ws';
import { connectBot, isStyle } from './support/bot.ts';

const photo = new Uint8Array([0xff, 0xd8, 0xff, 0xd9]);

/** A sandbox with a bot that defers every `/style` and remembers the ids it saw. */
async function withBot(run: (sandbox: Sandbox, client: Client<true>, seen: string[]) => Promise<void>) {
  const sandbox = await startSandbox();
  const seen: string[] = [];
  const client = await connectBot(sandbox, async (interaction) => {
    if (!isStyle(interaction)) return;
    seen.push(interaction.id);
    await interaction.deferReply();
  });
  try {
    await run(sandbox, client, seen);
  } finally {
    await client.destroy();
    await sandbox.close();
  }
}

test('a dropped connection is resumed, and what happened meanwhile arrives', () =>
  withBot(async (sandbox, _client, seen) => {
    // a client waits before it resumes
    sandbox.limits.firstResponseMs = 30_000;
    sandbox.dropGateway({ resumable: true });
    const missed = sandbox.sendStyle({ photo, preset: 'fig' });
    await sandbox.waitFor(() => missed.state === 'deferred', { what: 'the replayed interaction' });
    assert.deepEqual(seen, [missed.id]);
    assert.deepEqual([sandbox.gateway.identified, sandbox.gateway.resumed], [1, 1]);
  }));

test('RECONNECT is obeyed with a RESUME', () =>
  withBot(async (sandbox) => {
    sandbox.dropGateway({ resumable: true, polite: true });
    await sandbox.waitFor(() => sandbox.gateway.resumed === 1);
    assert.equal(sandbox.gateway.identified, 1);
  }));

test('a forgotten session gets INVALID_SESSION, and the client identifies anew', () =>
  withBot(async (sandbox, _client, seen) => {
    sandbox.dropGateway({ resumable: false });
    await sandbox.waitFor(() => sandbox.gateway.identified === 2, { what: 'the second IDENTIFY' });
    const sent = sandbox.sendStyle({ photo, preset: 'fig' });
    await sandbox.waitFor(() => sent.state === 'deferred');
    assert.deepEqual([sandbox.gateway.resumed, seen], [0, [sent.id]]);
  }));

test('an interaction can arrive twice; the second acknowledgement is refused with 40060', () =>
  withBot(async (sandbox, client, seen) => {
    const failed = new Promise<{ code?: number }>((done) =>
      client.once('error', (e) => done(e as { code?: number })),
    );
    const sent = sandbox.sendStyle({ photo, preset: 'fig' });
    await sandbox.waitFor(() => sent.state === 'deferred');
    sandbox.duplicate(sent);
    assert.equal((await failed).code, 40_060);
    assert.deepEqual(seen, [sent.id, sent.id]);
    assert.equal(sent.messages.length, 1);
  }));

/** Opens a bare connection, sends the payloads after HELLO, and answers how it was closed. */
function closeCode(sandbox: Sandbox, payloads: unknown[], query = 'v=10&encoding=json'): Promise<number> {
  const socket = new WebSocket(`ws://${sandbox.attachmentHost}/gateway?${query}`);
  socket.once('message', () => {
    for (const payload of payloads)
      socket.send(typeof payload === 'string' ? payload : JSON.stringify(payload));
  });
  return new Promise((done) => socket.once('close', done));
}

test('the gateway closes as Discord does', async (t) => {
  const sandbox = await startSandbox();
  const identify = { token: sandbox.token, intents: 0, properties: {} };
  const table: [string, unknown[], number, string?][] = [
    ['wrong token', [{ op: 2, d: { ...identify, token: 'x.y.z' } }], 4004],
    [
      'identified twice',
      [
        { op: 2, d: identify },
        { op: 2, d: identify },
      ],
      4005,
    ],
    ['nothing before IDENTIFY', [{ op: 3, d: {} }], 4003],
    ['no JSON', ['not json'], 4002],
    ['too long', [{ op: 1, d: 'x'.repeat(5_000) }], 4002],
    ['unknown opcode', [{ op: 99, d: null }], 4001],
    ['intents are no number', [{ op: 2, d: { ...identify, intents: 'all' } }], 4013],
    ['privileged intents', [{ op: 2, d: { ...identify, intents: 1 << 15 } }], 4014],
    ['impossible shard', [{ op: 2, d: { ...identify, shard: [1, 1] } }], 4010],
    ['too many payloads', Array.from({ length: 121 }, () => ({ op: 1, d: null })), 4008],
    ['wrong version', [], 4012, 'v=9&encoding=json'],
    ['another encoding', [], 4002, 'v=10&encoding=etf'],
  ];
  for (const [name, payloads, code, query] of table)
    await t.test(name, async () => assert.equal(await closeCode(sandbox, payloads, query), code));
  await sandbox.close();
});

test('a client without heartbeats is closed with 4009', async () => {
  const sandbox = await startSandbox({ limits: { heartbeatMs: 50 } });
  assert.equal(await closeCode(sandbox, [{ op: 2, d: { token: sandbox.token, intents: 0 } }]), 4009);
  await sandbox.close();
});

test('an interaction that nobody answers fails', async () => {
  const sandbox = await startSandbox({ limits: { firstResponseMs: 60 } });
  await fetch(`${sandbox.api}/v10/applications/${sandbox.applicationId}/commands`, {
    method: 'POST',
    headers: { authorization: `Bot ${sandbox.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'hello', description: 'Says hello' }),
  });
  const sent = sandbox.invoke({ command: 'hello' });
  await sandbox.waitFor(() => sent.state === 'failed');
  assert.equal(sent.messages.length, 0);
  await sandbox.close();
});

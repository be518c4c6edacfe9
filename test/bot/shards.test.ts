import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { startBot } from '@atelier/bot/run.ts';
import { startSandbox } from '@atelier/sandbox/run.ts';
import { preparedDatabase, testLog } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { environmentOf, photo, textOf } from './support.ts';

/** A bot of as many servers that Discord wants two connections. */
async function opened(test: TestContext) {
  const closers: (() => Promise<void>)[] = [];
  const databaseUrl = await preparedDatabase(test, closers);
  const sandbox = await startSandbox({ limits: { shards: 2 } });
  closers.push(() => sandbox.close());
  const environment = environmentOf(sandbox, databaseUrl);
  const bot = await startBot({ environment, log: testLog });
  closers.push(() => bot.close());
  const events = (id: number) => sandbox.gateway.shards.find((shard) => shard.id === id)?.events;
  const health = async () =>
    (await (await fetch(`http://127.0.0.1:${bot.healthPort}/healthz`)).json()) as { gateway: boolean };
  return { sandbox, bot, events, health };
}

describe('a bot on two shards', () => {
  it('answers servers by one connection and private conversations by the other, each once', async (test) => {
    const { sandbox, events } = await opened(test);
    assert.deepEqual(sandbox.gateway.shards.map(({ id, of }) => [id, of]).sort(), [
      [0, 2],
      [1, 2],
    ]);
    const server = sandbox.sendStyle({ photo, preset: 'starry-night' });
    await sandbox.waitFor(() => /In the queue/.test(textOf(server.original)), { what: 'the answer' });
    const direct = sandbox.directChannel('grace');
    const alone = sandbox.sendStyle({ photo, preset: 'starry-night', user: 'grace', channelId: direct });
    await sandbox.waitFor(() => /In the queue/.test(textOf(alone.original)), {
      what: 'the answer in private',
    });
    assert.deepEqual([events(0), events(1)], [1, 1]);
    assert.equal(sandbox.gateway.identified, 2);
  });

  it('goes on by one while the other is away; /healthz says so, and what was missed arrives', async (test) => {
    const { sandbox, health } = await opened(test);
    assert.equal((await health()).gateway, true);
    // a client waits before it resumes
    sandbox.limits.firstResponseMs = 30_000;
    sandbox.dropGateway({ resumable: true, shard: 1 });
    const missed = sandbox.sendStyle({ photo, preset: 'starry-night' });
    const direct = sandbox.directChannel('grace');
    const alone = sandbox.sendStyle({ photo, preset: 'starry-night', user: 'grace', channelId: direct });
    await sandbox.waitFor(() => /In the queue/.test(textOf(alone.original)), {
      what: 'the answer in private',
    });
    await sandbox.waitFor(() => /In the queue/.test(textOf(missed.original)), { what: 'what was missed' });
    await eventually('both shards', async () => (await health()).gateway);
    assert.deepEqual([sandbox.gateway.identified, sandbox.gateway.resumed], [2, 1]);
  });
});

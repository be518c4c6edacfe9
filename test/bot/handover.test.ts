import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Interaction } from '@atelier/sandbox/interactions/interaction.ts';
import { jobsIn, openStage, photo, query, textOf } from './support.ts';

describe('a deploy of the bot', () => {
  it('loses no command: the new one is ready before the old one goes, and each command is answered once', async (test) => {
    const stage = await openStage(test);
    const { sandbox } = stage;
    const old = await stage.startBot();
    await sandbox.ready();
    const orders: Interaction[] = [];
    const asked: Interaction[] = [];
    /** ms from each command to its acknowledgement, by whichever bot */
    const taken: number[] = [];
    let sending = true;
    const sendAll = async () => {
      for (let i = 0; sending; i++, await sleep(150)) {
        const one = sandbox.invoke({ command: 'queue', user: 'grace' });
        asked.push(one);
        void sandbox
          .waitFor(() => one.state !== 'waiting')
          .then(() => taken.push(Date.now() - one.createdAt))
          .catch(() => {});
        // four at most may be open at once
        if (i % 15 === 0 && orders.length < 8) {
          const user = orders.length < 4 ? 'linus' : 'grace';
          orders.push(sandbox.sendStyle({ photo, preset: 'udnie', user }));
        }
      }
    };
    const all = sendAll();
    await sleep(500);
    await stage.startBot();
    assert.equal(sandbox.gateway.identified, 2);
    const both = asked.length;
    await sleep(500);
    const meanwhile = asked.length;
    await old.close();
    const without = asked.length;
    await sleep(500);
    sending = false;
    await all;
    test.diagnostic(
      `${both} before, ${meanwhile - both} with both, ${without - meanwhile} while one closed, ${asked.length - without} after`,
    );
    assert.ok(meanwhile > both && asked.length > without);

    const open = () => asked.filter((one) => !/Queue/.test(textOf(one.original)));
    await sandbox
      .waitFor(() => open().length === 0, { what: 'every answer' })
      .catch(() =>
        assert.fail(
          open()
            .map((one) => `${one.state}: ${one.messages.map(textOf).join(' | ')}`)
            .join(' + '),
        ),
      );
    test.diagnostic(`the slowest of ${taken.length} acknowledgements took ${Math.max(...taken)} ms`);
    await sandbox.waitFor(() => orders.every((one) => /in the queue|next/i.test(textOf(one.original))), {
      what: 'every order’s place',
    });
    // A row that the bot which came second wrote when the other had answered already is looked at once its time is
    // over, and nobody is told twice by that.
    await sandbox.waitFor(() => true);
    for (let left = 1, tries = 0; left > 0; tries++) {
      left = (await query(stage, 'select id from atelier.interactions')).length;
      assert.ok(tries < 450, `${left} interactions are still open`);
      await sleep(100);
    }
    assert.ok([...asked, ...orders].every(({ messages }) => messages.length === 1));
    const jobs = await jobsIn(stage);
    assert.deepEqual(
      jobs.map((job) => job.interaction_id).toSorted(),
      orders.map(({ id }) => id).toSorted(),
      'one job for each order',
    );
  });
});

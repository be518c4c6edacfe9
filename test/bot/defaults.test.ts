import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LIMITS } from '@atelier/contract/limits.ts';
import { eventually } from '../support/eventually.ts';
import { customIdOf, jobsIn, openStage, photo, textOf } from './support.ts';

const ORDER = { photo, preset: 'starry-night', user: 'grace' };

describe('/defaults', () => {
  it('hold where an order does not say otherwise', async (test) => {
    const stage = await openStage(test);
    const { sandbox } = stage;
    await stage.startBot();
    await sandbox.ready();
    const panel = sandbox.invoke({ command: 'defaults', user: 'grace' });
    await sandbox.waitFor(() => textOf(panel.original) !== '');
    assert.equal(panel.original!.onlyFor, panel.user.id);
    const set = async (action: string, values?: string[]) => {
      const before = panel.original!.data.edited_timestamp;
      const customId = customIdOf(panel.original, action);
      sandbox.press({ messageId: panel.original!.id, customId, user: 'grace', ...(values && { values }) });
      await sandbox.waitFor(() => panel.original!.data.edited_timestamp !== before, { what: action });
    };
    await set('mine-quality', ['high']);
    await set('mine-strength', ['40']);
    await set('mine-size', ['2048']);
    await set('mine-private');
    await set('mine-favourites', ['great-wave', 'udnie']);
    const order = async (options: Record<string, number | boolean>, quality?: string) => {
      const before = (await jobsIn(stage)).length;
      sandbox.sendStyle({ ...ORDER, options, ...(quality && { quality }) });
      return eventually('the job', async () => (await jobsIn(stage))[before]);
    };
    const job = await order({});
    const most = LIMITS.longestSide.high;
    assert.deepEqual([job.quality, job.strength, job.size, job.private], ['high', 40, most, true]);
    const other = await order({ strength: 90, size: 300, private: false }, 'fast');
    assert.deepEqual([other.quality, other.strength, other.size, other.private], ['fast', 90, 300, false]);
  });

  it('private is an option of a single order', async (test) => {
    const stage = await openStage(test);
    const { sandbox } = stage;
    await stage.startBot();
    const asked = sandbox.sendStyle({ ...ORDER, options: { private: true } });
    await sandbox.waitFor(() => asked.original);
    assert.equal(asked.original!.onlyFor, asked.user.id);
  });
});

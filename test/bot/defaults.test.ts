import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LIMITS } from '@atelier/contract/limits.ts';
import { eventually } from '../support/eventually.ts';
import { componentsOf, customIdOf, jobsIn, openStage, photo, textOf } from './support.ts';

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

  it('favourites come first where a style is chosen, then what one paints with', async (test) => {
    const stage = await openStage(test);
    const { sandbox } = stage;
    await stage.startBot();
    await sandbox.ready();
    sandbox.sendStyle({ ...ORDER, preset: 'udnie' });
    await eventually('a job', async () => (await jobsIn(stage)).length === 1);
    const offered = async (typed: string, user = 'grace') => {
      const options = { preset: typed };
      const choices = await sandbox.autocomplete({ command: 'style', options, focused: 'preset', user });
      return choices.slice(0, 3).map(({ value }) => value);
    };
    assert.equal((await offered(''))[0], 'udnie');
    const panel = sandbox.invoke({ command: 'defaults', user: 'grace' });
    await sandbox.waitFor(() => textOf(panel.original) !== '');
    const before = panel.original!.data.edited_timestamp;
    const customId = customIdOf(panel.original, 'mine-favourites');
    const values = ['wheat-field', 'great-wave'];
    sandbox.press({ messageId: panel.original!.id, customId, user: 'grace', values });
    await sandbox.waitFor(() => panel.original!.data.edited_timestamp !== before);
    assert.deepEqual(new Set(await offered('')), new Set([...values, 'udnie']));
    assert.equal((await offered('gogh'))[0], 'wheat-field', 'of what fits');
    assert.ok(!(await offered('', 'linus')).includes('wheat-field'), 'not for others');
  });

  it('the quality that holds is marked in the form', async (test) => {
    const stage = await openStage(test);
    const { sandbox } = stage;
    await stage.startBot();
    await sandbox.ready();
    const marked = async () => {
      const message = sandbox.postMessage({ files: [{ bytes: photo, fileName: 'a.jpg' }] });
      const form = sandbox.invoke({
        command: 'Style this image',
        type: 3,
        targetId: message.id,
        user: 'grace',
      });
      await sandbox.waitFor(() => textOf(form.original) !== '');
      const select = componentsOf(form.original).find(({ custom_id: id }) => /form-quality/.test(String(id)));
      const options = select!.options as { label: string; default?: boolean }[];
      return options.filter((option) => option.default).map(({ label }) => label);
    };
    assert.deepEqual(await marked(), ['Fast where the style can (default)']);
    const panel = sandbox.invoke({ command: 'defaults', user: 'grace' });
    await sandbox.waitFor(() => textOf(panel.original) !== '');
    const before = panel.original!.data.edited_timestamp;
    const customId = customIdOf(panel.original, 'mine-quality');
    sandbox.press({ messageId: panel.original!.id, customId, user: 'grace', values: ['high'] });
    await sandbox.waitFor(() => panel.original!.data.edited_timestamp !== before);
    assert.deepEqual(await marked(), ['High: optimised for this very photo (default)']);
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

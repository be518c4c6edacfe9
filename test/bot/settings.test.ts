import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { AtelierError, sentenceFor } from '@atelier/bot/errors.ts';
import { sentenceOf } from '@atelier/contract/errors.ts';
import type { Settings } from '@atelier/queue/settings.ts';
import type { Interaction } from '@atelier/sandbox/interactions/interaction.ts';
import { eventually } from '../support/eventually.ts';
import { startPainter } from './painter.ts';
import {
  componentsOf,
  customIdOf,
  jobsIn,
  openStage,
  photo,
  query,
  refusalOf,
  type Stage,
  textOf,
} from './support.ts';

const ORDER = { photo, preset: 'starry-night', user: 'grace' };

/** A stage with a bot, and the panel of the one who owns the server. */
async function openPanel(test: TestContext, classifier?: Parameters<Stage['startBot']>[1]) {
  const stage = await openStage(test);
  await stage.startBot({}, classifier);
  const panel = stage.sandbox.invoke({ command: 'settings', user: 'ada' });
  await stage.sandbox.waitFor(() => textOf(panel.original) !== '', { what: 'the panel' });
  assert.equal(panel.original!.onlyFor, panel.user.id);
  return { stage, sandbox: stage.sandbox, panel };
}

async function set({ sandbox }: Stage, panel: Interaction, action: string, values?: string[]): Promise<void> {
  const before = panel.original!.data.edited_timestamp;
  const customId = customIdOf(panel.original, action);
  sandbox.press({ messageId: panel.original!.id, customId, user: 'ada', ...(values && { values }) });
  await sandbox.waitFor(() => panel.original!.data.edited_timestamp !== before, {
    what: `${action} to be shown`,
  });
}

async function stored(stage: Stage): Promise<Record<string, unknown>> {
  const [row] = await query(stage, 'select * from atelier.settings');
  return row!;
}

describe('/settings', () => {
  it('writes every change, and shows what is written', async (test) => {
    const { stage, sandbox, panel } = await openPanel(test);
    await set(stage, panel, 'set-channels', [sandbox.channels.studio]);
    await set(stage, panel, 'set-roles', [sandbox.roles.Painters!]);
    await set(stage, panel, 'set-limit', ['2']);
    await set(stage, panel, 'set-quality', ['high']);
    await set(stage, panel, 'set-nsfw', ['spoiler']);
    for (const action of ['set-spoiler', 'set-public', 'set-watermark']) await set(stage, panel, action);
    const row = await stored(stage);
    assert.deepEqual(row.channels, [sandbox.channels.studio]);
    assert.deepEqual(row.roles, [sandbox.roles.Painters]);
    const rest = [row.open_jobs_per_user, row.default_quality, row.nsfw, row.spoiler, row.public_results];
    assert.deepEqual(
      [...rest, row.watermark, row.updated_by],
      [2, 'high', 'spoiler', true, false, true, panel.user.id],
    );
    const again = sandbox.invoke({ command: 'settings', user: 'ada' });
    await sandbox.waitFor(() => textOf(again.original) !== '');
    const select = (action: string) =>
      componentsOf(again.original).find(({ custom_id: id }) => String(id).startsWith(`at:${action}:`))!;
    const chosen = (action: string) =>
      (select(action).options as { value: string; default?: boolean }[])
        .filter((one) => one.default)
        .map(({ value }) => value);
    assert.deepEqual(
      [chosen('set-limit'), chosen('set-quality'), chosen('set-nsfw')],
      [['2'], ['high'], ['spoiler']],
    );
    assert.deepEqual(select('set-channels').default_values, [
      { id: sandbox.channels.studio, type: 'channel' },
    ]);
    await set(stage, panel, 'set-channels', []);
    await set(stage, panel, 'set-limit', ['usual']);
    await set(stage, panel, 'set-quality', ['usual']);
    const back = await stored(stage);
    assert.deepEqual([back.channels, back.open_jobs_per_user, back.default_quality], [[], null, null]);
  });

  it('is for those who may manage the server, at the command and at every press', async (test) => {
    const { stage, sandbox, panel } = await openPanel(test);
    const command = sandbox.invoke({ command: 'settings', user: 'grace', permissions: 0n, unchecked: true });
    await sandbox.waitFor(() => textOf(command.original).includes(sentenceOf('server.manage')));
    const customId = customIdOf(panel.original, 'set-watermark');
    // the rights were taken away while the panel was open
    const press = { messageId: panel.original!.id, customId, user: 'ada', permissions: 0n };
    const pressed = sandbox.press(press);
    await sandbox.waitFor(() =>
      pressed.messages.some((one) => textOf(one).includes(sentenceOf('server.manage'))),
    );
    const changed = 'select * from atelier.settings where updated_by is not null';
    assert.deepEqual(await query(stage, changed), []);
  });
});

describe('a server’s settings are kept to', () => {
  const refuses = async ({ sandbox }: Stage, given: object, sentence: RegExp) => {
    const text = await refusalOf(sandbox, sandbox.sendStyle({ ...ORDER, ...given }));
    assert.match(text, sentence);
  };

  it('channels and roles; who may manage the server is not kept out', async (test) => {
    const { stage, sandbox, panel } = await openPanel(test);
    await set(stage, panel, 'set-channels', [sandbox.channels.afterDark]);
    await refuses(stage, {}, new RegExp(`<#${sandbox.channels.afterDark}>`));
    await set(stage, panel, 'set-roles', [sandbox.roles.Painters!]);
    const there = { channelId: sandbox.channels.afterDark };
    await refuses(stage, there, /certain roles/);
    sandbox.giveRoles('grace', ['Painters']);
    sandbox.sendStyle({ ...ORDER, ...there });
    await eventually('the job', async () => (await jobsIn(stage)).length === 1);
    sandbox.sendStyle({ ...ORDER, user: 'ada' });
    await eventually('the manager’s job', async () => (await jobsIn(stage)).length === 2);
    await set(stage, panel, 'set-roles', [sandbox.guildId]);
    sandbox.sendStyle({ ...ORDER, ...there, user: 'linus' });
    await eventually('everyone’s', async () => (await jobsIn(stage)).length === 3);
  });

  it('limit, quality, cover, watermark and private results, on the buttons too', async (test) => {
    const { stage, sandbox, panel } = await openPanel(test);
    await set(stage, panel, 'set-quality', ['high']);
    for (const action of ['set-spoiler', 'set-public', 'set-watermark']) await set(stage, panel, action);
    await startPainter(stage);
    const asked = sandbox.sendStyle(ORDER);
    const result = await sandbox.waitFor(() =>
      asked.original?.data.attachments.length ? asked.original : undefined,
    );
    assert.equal(result.onlyFor, asked.user.id);
    const [job] = await jobsIn(stage);
    assert.deepEqual([job!.quality, job!.spoiler, job!.watermark, job!.private], ['high', true, true, true]);
    sandbox.press({ messageId: result.id, customId: customIdOf(result, 'again'), user: 'grace' });
    const again = await eventually('the next job', async () => (await jobsIn(stage))[1]);
    assert.deepEqual([again.spoiler, again.watermark, again.private], [true, true, true]);
  });

  it('the number of open pictures', async (test) => {
    const { stage, sandbox, panel } = await openPanel(test);
    await set(stage, panel, 'set-limit', ['1']);
    sandbox.sendStyle(ORDER);
    await eventually('the job', async () => (await jobsIn(stage)).length === 1);
    await refuses(stage, {}, /already have a picture waiting/);
  });
});

describe('the check of incoming pictures', () => {
  const bad = { classify: async () => ({ Porn: 0.9, Neutral: 0.1 }), close: async () => {} };
  const broken = { classify: async () => Promise.reject(new Error('no network')), close: async () => {} };

  const mode = async (test: TestContext, nsfw: Settings['nsfw'], classifier = bad) => {
    const opened = await openPanel(test, classifier);
    await set(opened.stage, opened.panel, 'set-nsfw', [nsfw]);
    return opened;
  };
  const one = (stage: Stage) => eventually('the job', async () => (await jobsIn(stage)).at(-1));

  it('refuses outside of age-restricted channels', async (test) => {
    const { stage, sandbox } = await mode(test, 'refuse');
    const text = await refusalOf(sandbox, sandbox.sendStyle(ORDER));
    assert.ok(text.includes(sentenceOf('picture.unsafe')), text);
    assert.deepEqual(await jobsIn(stage), []);
    sandbox.sendStyle({ ...ORDER, channelId: sandbox.channels.afterDark });
    assert.equal((await one(stage)).spoiler, false);
  });

  it('puts a cover over the result, also when the check itself fails; off, it looks at nothing', async (test) => {
    for (const [nsfw, classifier, spoiler] of [
      ['spoiler', bad, true],
      ['spoiler', broken, true],
      ['off', bad, false],
    ] as const) {
      const { stage, sandbox } = await mode(test, nsfw, classifier);
      sandbox.sendStyle(ORDER);
      assert.equal((await one(stage)).spoiler, spoiler);
    }
  });

  it('looks again when a picture is painted again', async (test) => {
    const opened = await openPanel(test, bad);
    const { stage, sandbox, panel } = opened;
    await startPainter(stage);
    const asked = sandbox.sendStyle(ORDER);
    const result = await sandbox.waitFor(() =>
      asked.original?.data.attachments.length ? asked.original : undefined,
    );
    await set(stage, panel, 'set-nsfw', ['refuse']);
    const pressed = sandbox.press({
      messageId: result.id,
      customId: customIdOf(result, 'again'),
      user: 'grace',
    });
    assert.ok((await refusalOf(sandbox, pressed)).includes(sentenceOf('picture.unsafe')));
  });

  it('lets a harmless photo pass the real network', async (test) => {
    const opened = await openPanel(test);
    await set(opened.stage, opened.panel, 'set-nsfw', ['refuse']);
    opened.sandbox.sendStyle(ORDER);
    assert.equal((await one(opened.stage)).spoiler, false);
  });
});

describe('quotas by role', () => {
  it('are set in a form, shown, kept to with the time at which there is room again, and taken away', async (test) => {
    const { stage, sandbox, panel } = await openPanel(test);
    const setQuota = async (values: Record<string, string | string[]>) => {
      const before = panel.original!.data.edited_timestamp;
      const customId = customIdOf(panel.original, 'set-quota');
      const asked = sandbox.press({ messageId: panel.original!.id, customId, user: 'ada' });
      await sandbox.waitFor(() => asked.modal, { what: 'the form' });
      sandbox.submitModal({ interactionId: asked.id, values });
      await sandbox.waitFor(() => panel.original!.data.edited_timestamp !== before, { what: 'the panel' });
    };
    await setQuota({ picturesDay: '1' });
    await setQuota({ roles: [sandbox.roles.Painters!], picturesHour: '2' });
    assert.match(textOf(panel.original), /everybody else · Pictures a day: 1/);
    assert.match(textOf(panel.original), new RegExp(`<@&${sandbox.roles.Painters}> · Pictures an hour: 2`));
    sandbox.giveRoles('mary', ['Painters']);
    const order = async (user: string) => {
      const before = (await jobsIn(stage)).length;
      sandbox.sendStyle({ ...ORDER, user });
      await eventually('the job', async () => (await jobsIn(stage)).length > before);
    };
    await order('grace');
    const told = await refusalOf(sandbox, sandbox.sendStyle(ORDER));
    assert.match(told, /a day are used up here \(limit: 1\).*<t:\d+:R>/);
    await order('mary');
    await order('mary');
    assert.match(
      await refusalOf(sandbox, sandbox.sendStyle({ ...ORDER, user: 'mary' })),
      /an hour are used up here \(limit: 2\)/,
    );
    await setQuota({ picturesDay: '0' });
    const none = await refusalOf(sandbox, sandbox.sendStyle(ORDER));
    assert.ok(none.includes(sentenceFor('en', new AtelierError('settings.role'))), none);
    await setQuota({});
    assert.doesNotMatch(textOf(panel.original), /everybody else/);
    await order('grace');
    const tier = { role: '7', picturesHour: 1, picturesDay: null, secondsHour: null, secondsDay: null };
    await query(stage, `update atelier.settings set quotas = '${JSON.stringify(Array(10).fill(tier))}'`);
    const customId = customIdOf(panel.original, 'set-quota');
    const asked = sandbox.press({ messageId: panel.original!.id, customId, user: 'ada' });
    await sandbox.waitFor(() => asked.modal, { what: 'the form' });
    const eleventh = sandbox.submitModal({ interactionId: asked.id, values: { picturesDay: '5' } });
    const full = sentenceFor('en', new AtelierError('quota.count', { limit: 10 }));
    await sandbox.waitFor(() => eleventh.messages.some((one) => textOf(one).includes(full)), {
      what: 'that there are as many as there can be, and none is lost',
    });
  });
});

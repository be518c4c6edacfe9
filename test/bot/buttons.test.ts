import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { ErrorCode } from '@atelier/bot/errors.ts';
import { sentenceOf } from '@atelier/contract/errors.ts';
import { LIMITS } from '@atelier/contract/limits.ts';
import { ORDER as OPTIONS_OF_ORDER } from '@atelier/contract/order.ts';
import { PRESETS } from '@atelier/core/styles/catalogue.ts';
import { textsFor } from '@atelier/discord/texts/texts.ts';
import type { Interaction } from '@atelier/sandbox/interactions/interaction.ts';
import type { StoredMessage } from '@atelier/sandbox/messages/message.ts';
import { eventually } from '../support/eventually.ts';
import { startPainter } from './painter.ts';
import {
  customIdOf,
  type JobRow,
  jobsIn,
  openStage,
  photo,
  query,
  type Stage,
  textOf,
  withoutFast,
} from './support.ts';

const ORDER = { photo, preset: 'starry-night', user: 'grace' };
const { step, default: usual } = OPTIONS_OF_ORDER.strength;
/** What a painting of the same photo keeps but for the change. */
const SAME = [
  'preset',
  'quality',
  'strength',
  'blend',
  'blend_share',
  'keep_colours',
  'size',
  'photo_bytes',
  'file_name',
] as const satisfies (keyof JobRow)[];
const says = (code: ErrorCode, data = {}) => sentenceOf(code, data);

/** A finished picture in public, and the stage that it stands on. */
async function openResult(test: TestContext, options = {}, environment = {}) {
  const stage = await openStage(test);
  await stage.startBot(environment);
  const painter = await startPainter(stage);
  const asked = stage.sandbox.sendStyle({ ...ORDER, ...options });
  const result = await stage.sandbox.waitFor(() => pictured(asked.original), { what: 'the result' });
  return { stage, sandbox: stage.sandbox, painter, asked, result };
}

const pictured = (message: StoredMessage | undefined) =>
  message?.data.attachments.some(({ filename }) => filename.includes('starry-night')) ? message : undefined;

function press(stage: Stage, message: StoredMessage, action: string, given: object = {}): Interaction {
  const customId = customIdOf(message, action);
  return stage.sandbox.press({ messageId: message.id, customId, user: 'grace', ...given });
}

/** Presses Delete and sends the form that asks what shall go. */
async function remove(stage: Stage, message: StoredMessage, what = 'all', given: object = {}) {
  const asked = press(stage, message, 'delete', given);
  await stage.sandbox.waitFor(() => asked.modal, { what: 'the question' });
  return stage.sandbox.submitModal({ interactionId: asked.id, values: { what } });
}

async function newJob(stage: Stage, before: number): Promise<JobRow> {
  return eventually('a new job', async () => (await jobsIn(stage))[before]);
}

/** A picture that waits, as nobody is there to paint it. */
async function openWaiting(test: TestContext) {
  const stage = await openStage(test);
  const { sandbox } = stage;
  await stage.startBot();
  const asked = sandbox.sendStyle(ORDER);
  const waiting = await sandbox.waitFor(() => (textOf(asked.original) ? asked.original : undefined));
  await newJob(stage, 0);
  return { stage, sandbox, asked, waiting };
}

/** What the person alone is told after a press. */
async function toldPrivately({ sandbox }: Stage, pressed: Interaction): Promise<string> {
  const message = await sandbox.waitFor(
    () => pressed.messages.find((one) => one.onlyFor === pressed.user.id && textOf(one) !== ''),
    { what: 'a private sentence' },
  );
  assert.deepEqual(
    pressed.messages.filter(({ onlyFor }) => onlyFor === null),
    [],
    'nothing is left in public',
  );
  return textOf(message);
}

describe('a warning', () => {
  it('of the engine stands under the picture, also when it is shown again', async (test) => {
    const stage = await openStage(test);
    const { sandbox } = stage;
    await stage.startBot();
    await startPainter(stage, { warnings: ['style.plain'] });
    const asked = sandbox.sendStyle({ photo, preset: 'starry-night', user: 'grace' });
    await sandbox.waitFor(() => asked.original?.data.attachments.length, { what: 'the picture' });
    assert.match(textOf(asked.original), /little to take from this style/);
    const history = sandbox.invoke({ command: 'history', user: 'grace' });
    await sandbox.waitFor(() => textOf(history.original) !== '');
    const customId = customIdOf(history.original, 'history-show');
    const shown = sandbox.press({ messageId: history.original!.id, customId, user: 'grace' });
    await sandbox.waitFor(() => shown.original?.data.attachments.length, { what: 'the picture again' });
    assert.match(textOf(shown.original), /little to take from this style/);
  });
});

describe('the buttons under a result paint again, without another upload', () => {
  it('Again: the same with a new seed, in a message of its own', async (test) => {
    const { stage, sandbox, asked, result } = await openResult(test, {
      options: { strength: 40, keep_colours: true, blend: 'great-wave', blend_share: 20 },
    });
    const [first] = await jobsIn(stage);
    const pressed = press(stage, result, 'again');
    const job = await newJob(stage, 1);
    assert.notEqual(job.seed, first!.seed);
    for (const field of SAME) assert.equal(job[field], first![field], field);
    assert.equal(job.blend_share, 20);
    assert.equal(job.parent_id, first!.id);
    const again = await sandbox.waitFor(() => pictured(pressed.original));
    assert.notEqual(again.id, asked.original!.id);
    assert.equal(again.onlyFor, null);
  });

  it('High quality, Stronger, Weaker, Another style: that change alone', async (test) => {
    const { stage, result } = await openResult(test);
    const other = PRESETS.find(({ fast, name }) => fast && name !== ORDER.preset)!.name;
    const changes = [
      ['high', {}, { quality: 'high', size: 640 }],
      ['stronger', {}, { strength: usual + step }],
      ['weaker', {}, { strength: usual - step }],
      ['style', { values: [other] }, { preset: other }],
    ] as const;
    for (const [i, [action, given, change]] of changes.entries()) {
      const [first] = await jobsIn(stage);
      press(stage, result, action, given);
      const job = await newJob(stage, i + 1);
      for (const field of ['quality', 'strength', 'preset', 'seed', 'blend', 'size'] as const) {
        const expected = field in change ? (change as Record<string, unknown>)[field] : first![field];
        assert.equal(job[field], expected, `${action}: ${field}`);
      }
      // so that the person's limit is not reached
      await eventually('its end', async () => (await jobsIn(stage))[i + 1]!.state === 'done');
    }
  });

  it('Another style in the quality that it has', async (test) => {
    const { name: slow, presetsDirectory } = await withoutFast(test);
    const { stage, result } = await openResult(test, {}, { presetsDirectory });
    press(stage, result, 'style', { values: [slow] });
    assert.equal((await newJob(stage, 1)).quality, 'high');
  });

  it('Variations: four takes that nobody has seen; each of them by itself, and Again after them', async (test) => {
    const { stage, sandbox, result } = await openResult(test);
    const order = async (i: number) => {
      await newJob(stage, i);
      const rows = await query<{ order: Record<string, unknown> }>(
        stage,
        'select "order" from atelier.jobs order by created_at',
      );
      const { take, sheet } = rows[i]!.order;
      return { take, sheet };
    };
    const pressed = press(stage, result, 'sheet');
    assert.deepEqual(await order(1), { take: 0, sheet: true });
    const sheet = await sandbox.waitFor(() => pictured(pressed.original));
    const customId = `${customIdOf(sheet, 'take').split(':').slice(0, 3).join(':')}:3`;
    sandbox.press({ messageId: sheet.id, customId, user: 'grace' });
    assert.deepEqual(await order(2), { take: 3, sheet: false });
    press(stage, result, 'again');
    assert.deepEqual(await order(3), { take: 5, sheet: false });
  });

  it('Upscale: twice as large as it is seen', async (test) => {
    const { stage, result } = await openResult(test);
    press(stage, result, 'upscale');
    assert.equal((await newJob(stage, 1)).size, 1280);
  });

  it('High quality of a large picture is as large as high quality goes here', async (test) => {
    const { stage, result } = await openResult(test, { options: { size: LIMITS.longestSide.fast } });
    press(stage, result, 'high');
    assert.equal((await newJob(stage, 1)).size, LIMITS.longestSide.high);
  });

  it('say when the strength is at its end', async (test) => {
    const { stage, result } = await openResult(test, { options: { strength: 95 } });
    press(stage, result, 'stronger');
    assert.equal((await newJob(stage, 1)).strength, 100, 'clamped');
    await query(stage, 'update atelier.jobs set strength = 100');
    const pressed = press(stage, result, 'stronger');
    const told = await toldPrivately(stage, pressed);
    assert.ok(told.includes(says('strength.end', { strength: 100 })), told);
  });

  it('work in the bot’s DM, and where the bot itself is not', async (test) => {
    const stage = await openStage(test);
    const { sandbox } = stage;
    await stage.startBot();
    await startPainter(stage);
    const { elsewhere, friends } = sandbox.channels;
    for (const channelId of [sandbox.directChannel('grace'), elsewhere, friends]) {
      const asked = sandbox.sendStyle({ ...ORDER, channelId });
      const result = await sandbox.waitFor(() => pictured(asked.original), {
        what: `a result in ${channelId}`,
      });
      const again = press(stage, result, 'again', { channelId });
      const second = await sandbox.waitFor(() => pictured(again.original), { what: 'another' });
      assert.equal(second.channelId, channelId);
      const losses = press(stage, second, 'losses', { channelId });
      await sandbox.waitFor(() => losses.original && textOf(losses.original) !== '');
      await remove(stage, second, 'all', { channelId });
      await sandbox.waitFor(() => !sandbox.messages.some(({ id }) => id === second.id), { what: 'the end' });
    }
  });

  it('live through a restart, and days after the token', async (test) => {
    const stage = await openStage(test);
    const { sandbox } = stage;
    const first = await stage.startBot();
    await startPainter(stage);
    const asked = sandbox.sendStyle(ORDER);
    const result = await sandbox.waitFor(() => pictured(asked.original));
    await first.close();
    sandbox.clock.advance(2 * 24 * 3_600_000);
    await stage.startBot();
    press(stage, result, 'again');
    await newJob(stage, 1);
  });
});

describe('the buttons that look closer', () => {
  it('Compare: photo and painting in one picture, for the asker alone', async (test) => {
    const { stage, sandbox, result } = await openResult(test);
    const pressed = press(stage, result, 'compare');
    await sandbox.waitFor(() => pressed.original?.data.attachments.length, { what: 'the picture' });
    assert.equal(pressed.original!.onlyFor, pressed.user.id);
    const [file] = pressed.original!.data.attachments;
    assert.ok(file!.width! > file!.height! && file!.description);
    await query(stage, 'delete from atelier.photos');
    const late = press(stage, result, 'compare');
    assert.ok((await toldPrivately(stage, late)).includes(says('photo.gone')));
  });

  it('Losses: curves and table for the asker alone', async (test) => {
    const { stage, sandbox, result } = await openResult(test);
    const pressed = press(stage, result, 'losses');
    await sandbox.waitFor(() => textOf(pressed.original) !== '');
    assert.equal(pressed.original!.onlyFor, pressed.user.id);
    assert.match(textOf(pressed.original), /total/);
  });

  it('Losses of a fast picture are waited for, and told as missing where they never come', async (test) => {
    const { stage, sandbox, result } = await openResult(test);
    const rows = `losses = '[{"iteration": 0, "content": 0, "style": 9, "total": 9}]'`;
    await query(stage, `update atelier.results set losses = '[]'`);
    const pressed = press(stage, result, 'losses');
    await sandbox.waitFor(() => pressed.state !== 'waiting', { what: 'an acknowledgement' });
    assert.equal(textOf(pressed.original), '');
    await query(stage, `update atelier.results set ${rows}`);
    await sandbox.waitFor(() => /total\n/.test(textOf(pressed.original)), { what: 'the losses' });
    await query(stage, `update atelier.results set losses = '[]'`);
    await query(stage, `update atelier.jobs set ended_at = now() - interval '1 hour'`);
    assert.ok(
      (await toldPrivately(stage, press(stage, result, 'losses'))).includes(textsFor('en').losses.none),
    );
  });
});

describe('Delete', () => {
  it('removes the message and the bytes; what is left of it says so', async (test) => {
    const { stage, sandbox, result } = await openResult(test);
    const customId = customIdOf(result, 'delete');
    const asked = press(stage, result, 'delete');
    await sandbox.waitFor(() => asked.modal, { what: 'the question' });
    assert.ok(
      sandbox.messages.some(({ id }) => id === result.id),
      'nothing goes before it is answered',
    );
    sandbox.submitModal({ interactionId: asked.id });
    await sandbox.waitFor(() => !sandbox.messages.some(({ id }) => id === result.id), { what: 'the end' });
    const [row] = await query(
      stage,
      'select r.picture, p.bytes from atelier.jobs j left join atelier.results r on r.job_id = j.id left join atelier.photos p on p.job_id = j.id',
    );
    assert.deepEqual([row!.picture ?? null, row!.bytes ?? null], [null, null]);
    assert.ok(customId);
  });

  it('takes the photo alone where that is wanted: the picture stays, and cannot be painted again', async (test) => {
    const { stage, sandbox, result } = await openResult(test);
    const sent = await remove(stage, result, 'photo');
    await sandbox.waitFor(() => sent.messages.some((one) => /photo is deleted/.test(textOf(one))));
    assert.ok(sandbox.messages.some(({ id }) => id === result.id));
    assert.ok((await toldPrivately(stage, press(stage, result, 'again'))).includes(says('photo.gone')));
  });

  it('is for the owner and for those who manage the server', async (test) => {
    const { stage, sandbox, result } = await openResult(test);
    const stranger = press(stage, result, 'delete', { user: 'linus' });
    assert.ok((await toldPrivately(stage, stranger)).includes(says('job.not-yours')));
    assert.ok(sandbox.messages.some(({ id }) => id === result.id));
    sandbox.giveRoles('mary', ['Keepers']);
    await remove(stage, result, 'all', { user: 'mary' });
    await sandbox.waitFor(() => !sandbox.messages.some(({ id }) => id === result.id), { what: 'the end' });
  });
});

describe('Cancel', () => {
  it('ends a job that waits; its message goes, and the person alone is told', async (test) => {
    const { stage, sandbox, asked, waiting } = await openWaiting(test);
    const stranger = press(stage, waiting, 'cancel', { user: 'linus' });
    await sandbox.waitFor(() => stranger.messages.some((one) => textOf(one).includes(says('job.not-yours'))));
    press(stage, waiting, 'cancel');
    const gone = () => !sandbox.messages.some(({ id }) => id === waiting.id);
    await sandbox.waitFor(gone, { what: 'the end of the message' });
    await sandbox.waitFor(() =>
      asked.messages.some((one) => one.onlyFor === asked.user.id && /cancel/i.test(textOf(one))),
    );
    assert.equal((await jobsIn(stage))[0]!.state, 'failed');
    // an edit may have come before the end of the message
    await eventually('no delivery any more', async () => (await jobsIn(stage))[0]!.delivery !== 'pending');
    assert.ok(gone(), 'nothing is posted in its place');
  });

  it('works when the token of the order is too old for anything', async (test) => {
    const { stage, sandbox, waiting } = await openWaiting(test);
    sandbox.clock.advance(LIMITS.tokenLifeMs + 60_000);
    await query(stage, `update atelier.jobs set created_at = created_at - interval '16 minutes'`);
    const pressed = press(stage, waiting, 'cancel');
    assert.match(await toldPrivately(stage, pressed), /cancel/i);
    await sandbox.waitFor(() => !sandbox.messages.some(({ id }) => id === waiting.id), { what: 'the end' });
    assert.equal(sandbox.messages.filter(({ onlyFor }) => onlyFor === null).length, 0);
  });

  it('says when it is too late', async (test) => {
    const { stage, sandbox, waiting } = await openWaiting(test);
    await query(stage, `update atelier.jobs set state = 'done', ended_at = now()`);
    const pressed = press(stage, waiting, 'cancel');
    await sandbox.waitFor(() => pressed.messages.some((one) => textOf(one).includes(says('job.too-late'))));
  });
});

describe('a pressed button never fails', () => {
  it('for another person: a private sentence, unless the owner shares the photo', async (test) => {
    const { stage, result } = await openResult(test);
    for (const action of ['again', 'sheet', 'high', 'upscale', 'stronger'])
      assert.ok(
        (await toldPrivately(stage, press(stage, result, action, { user: 'linus' }))).includes(
          says('photo.not-shared'),
        ),
        action,
      );
    const given = { user: 'linus', values: ['great-wave'] };
    assert.ok(
      (await toldPrivately(stage, press(stage, result, 'style', given))).includes(says('photo.not-shared')),
    );
    assert.equal((await jobsIn(stage)).length, 1);
    const [owner] = await jobsIn(stage);
    await query(
      stage,
      `insert into atelier.people (user_id, share_photos) values ('${owner!.user_id}', true)`,
    );
    press(stage, result, 'style', given);
    const job = await newJob(stage, 1);
    assert.deepEqual([job.preset, job.parent_id], ['great-wave', owner!.id]);
    assert.notEqual(job.user_id, owner!.user_id);
  });

  it('Compare and Losses of a public picture are for everybody, of a private one for its person', async (test) => {
    const { stage, sandbox, result } = await openResult(test);
    for (const action of ['compare', 'losses']) {
      const pressed = press(stage, result, action, { user: 'linus' });
      await sandbox.waitFor(() => pressed.original?.data.attachments.length, { what: action });
      assert.equal(pressed.original!.onlyFor, pressed.user.id);
    }
    await query(stage, 'update atelier.jobs set private = true');
    const pressed = press(stage, result, 'losses', { user: 'linus' });
    assert.ok((await toldPrivately(stage, pressed)).includes(says('job.not-yours')));
  });

  it('for a job that is gone, one whose photo was purged, and one that is not finished', async (test) => {
    const { stage, sandbox, result } = await openResult(test);
    await query(stage, 'delete from atelier.photos');
    assert.ok((await toldPrivately(stage, press(stage, result, 'again'))).includes(says('photo.gone')));
    await query(stage, `update atelier.jobs set state = 'painting'`);
    assert.ok((await toldPrivately(stage, press(stage, result, 'losses'))).includes(says('job.unfinished')));
    await query(stage, 'delete from atelier.jobs');
    for (const action of ['again', 'losses'])
      assert.ok(
        (await toldPrivately(stage, press(stage, result, action))).includes(says('job.unknown')),
        action,
      );
    const gone = press(stage, result, 'delete');
    await sandbox.waitFor(() => gone.messages.some((one) => textOf(one).includes(says('job.unknown'))));
    assert.ok(sandbox.interactions.every(({ state }) => state !== 'failed'));
  });
});

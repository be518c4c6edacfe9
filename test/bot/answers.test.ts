import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { sentenceOf } from '@atelier/contract/errors.ts';
import { cancelJob } from '@atelier/queue/cancel.ts';
import { registerWorker } from '@atelier/queue/workers.ts';
import { openWorkshop } from '@atelier/queue/workshop.ts';
import { testLog } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { startPainter } from './painter.ts';
import { customIdOf, jobsIn, openStage, photo, query, refusalOf, textOf } from './support.ts';

const ORDER = { photo, preset: 'starry-night', user: 'grace' };
/** Discord's server in trouble, and a line that breaks after the request was carried out. */
const TROUBLE = { status: 502, body: { code: 0, message: 'Bad Gateway' } };
const LOST = { status: 500, afterwards: true, lost: true };

async function open(test: TestContext) {
  const stage = await openStage(test);
  const bot = await stage.startBot();
  await stage.sandbox.ready();
  return { stage, bot, sandbox: stage.sandbox };
}

describe('everybody gets an answer', () => {
  it('when the answer to the deferral is lost: sent again, 40060 says that it was taken', async (test) => {
    const { stage, sandbox } = await open(test);
    sandbox.failNext({ path: '/callback', method: 'POST', ...LOST });
    const asked = sandbox.sendStyle(ORDER);
    await sandbox.waitFor(() => /You are next/.test(textOf(asked.original)), { what: 'the place' });
    const answers = sandbox.requests.filter(({ path }) => path.endsWith('/callback'));
    const further = answers.slice(1).map(({ error }) => error?.code);
    // on a machine that stands still for a second it is sent once more
    assert.ok(further.length > 0 && further.every((code) => code === 40_060), further.join());
    assert.equal((await jobsIn(stage)).length, 1);
  });

  it('when Discord is in trouble for the deferral and hears the second one', async (test) => {
    const { sandbox } = await open(test);
    sandbox.failNext({ path: '/callback', method: 'POST', ...TROUBLE });
    const asked = sandbox.invoke({ command: 'queue', user: 'grace' });
    await sandbox.waitFor(() => /Queue/.test(textOf(asked.original)), { what: 'the queue' });
  });

  it('but not by the one that comes second: 40060 at the first try means that another bot was taken', async (test) => {
    const { stage, sandbox } = await open(test);
    const body = { code: 40_060, message: 'Interaction has already been acknowledged.' };
    sandbox.failNext({ path: '/callback', method: 'POST', status: 400, body });
    const asked = sandbox.sendStyle(ORDER);
    // the refusal is meant for the first, which may be overtaken
    await sandbox.waitFor(() => sandbox.requests.some(({ path }) => path.endsWith('/callback')));
    const next = sandbox.sendStyle({ ...ORDER, user: 'linus' });
    await sandbox.waitFor(() => /You are next/.test(textOf(next.original)), { what: 'the other’s place' });
    // where the machine stood still for a second, it was tried twice, and the second refusal tells of the first try
    const tries = sandbox.requests.filter(({ path }) => path.startsWith(`/interactions/${asked.id}/`));
    assert.equal((await jobsIn(stage)).length, tries.length === 1 ? 1 : 2);
  });

  it('when edits of a reply fail for a while, or their answers are lost', async (test) => {
    const { sandbox } = await open(test);
    sandbox.failNext({ path: '@original', method: 'PATCH', times: 3, ...TROUBLE });
    const asked = sandbox.invoke({ command: 'queue', user: 'grace' });
    await sandbox.waitFor(() => /Queue/.test(textOf(asked.original)), { what: 'the queue' });
    sandbox.failNext({ path: '@original', method: 'PATCH', ...LOST });
    const again = sandbox.invoke({ command: 'styles', user: 'grace' });
    await sandbox.waitFor(() => /Styles/.test(textOf(again.original)), { what: 'the styles' });
  });

  it('when a private reply takes no edit: a further message', async (test) => {
    const { sandbox } = await open(test);
    const body = { code: 50_083, message: 'Thread is archived' };
    sandbox.failNext({ path: '@original', method: 'PATCH', status: 400, body });
    const asked = sandbox.invoke({ command: 'queue', user: 'grace' });
    await sandbox.waitFor(() => asked.messages.some((one) => /Queue/.test(textOf(one))), {
      what: 'the queue',
    });
    assert.ok(asked.messages.every(({ onlyFor }) => onlyFor === asked.user.id));
  });

  it('when the answer to the deletion in a refusal is lost, and the follow-up fails at first', async (test) => {
    const { sandbox } = await open(test);
    sandbox.failNext({ path: '@original', method: 'DELETE', ...LOST });
    sandbox.failNext({ path: /^\/webhooks\/\d+\/[^/]+$/, method: 'POST', times: 2, ...TROUBLE });
    const text = await refusalOf(sandbox, sandbox.sendStyle({ ...ORDER, photo: Buffer.from('no photo') }));
    assert.ok(text.includes(sentenceOf('image.unknown-type')), text);
  });

  it('when a button is pressed and the edit fails at first: Cancel, then Delete', async (test) => {
    const { stage, sandbox } = await open(test);
    const asked = sandbox.sendStyle(ORDER);
    const waiting = await sandbox.waitFor(() => (textOf(asked.original) !== '' ? asked.original : undefined));
    const press = (action: string) =>
      sandbox.press({ messageId: waiting.id, customId: customIdOf(waiting, action), user: 'grace' });
    sandbox.failNext({ path: '@original', method: 'DELETE', times: 2, ...TROUBLE });
    press('cancel');
    await sandbox.waitFor(
      () => asked.messages.some((one) => one.onlyFor !== null && /cancel/i.test(textOf(one))),
      {
        what: 'the word',
      },
    );
    assert.ok(!sandbox.messages.some(({ id }) => id === waiting.id), 'no litter');

    await startPainter(stage);
    const other = sandbox.sendStyle({ ...ORDER, user: 'linus' });
    const result = await sandbox.waitFor(() =>
      other.original?.data.attachments.length ? other.original : undefined,
    );
    sandbox.failNext({ path: '@original', method: 'DELETE', ...TROUBLE });
    const customId = customIdOf(result, 'delete');
    const question = sandbox.press({ messageId: result.id, customId, user: 'linus' });
    await sandbox.waitFor(() => question.modal, { what: 'the question' });
    sandbox.submitModal({ interactionId: question.id });
    await sandbox.waitFor(() => !sandbox.messages.some(({ id }) => id === result.id), { what: 'the end' });
  });

  it('in its place when an edit of the place lands late: the picture comes after it', async (test) => {
    const { stage, sandbox } = await open(test);
    // the edit of the place is late, and on a slow machine the one before it, that the order is taken; the picture is
    // painted long before it lands
    const late = {
      path: '@original',
      method: 'PATCH',
      status: 200,
      afterwards: true,
      lateMs: 11_500,
      times: 2,
    };
    sandbox.failNext(late);
    const asked = sandbox.sendStyle(ORDER);
    // a picture that is painted before it has a place needs none
    await sandbox.waitFor(
      () => sandbox.requests.some(({ json }) => /You are next/.test(JSON.stringify(json))),
      { what: 'the place' },
    );
    late.path = 'of no request';
    await startPainter(stage);
    await eventually('painted', async () => (await jobsIn(stage))[0]?.state === 'done');
    await eventually('delivered', async () => (await jobsIn(stage))[0]?.delivery === 'delivered');
    const edits = sandbox.requests.filter(({ method }) => method === 'PATCH');
    assert.deepEqual(
      edits.slice(-2).map(({ files }) => files.length > 0),
      [false, true],
    );
    assert.ok(asked.original!.data.attachments.length > 0, 'the picture is not covered');
  });
});

describe('an order that is not a job yet', () => {
  it('can be cancelled while its picture is fetched', async (test) => {
    const { stage, sandbox } = await open(test);
    sandbox.failNext({ path: '/ephemeral-attachments/', status: 200, afterwards: true, delayMs: 4000 });
    const asked = sandbox.sendStyle(ORDER);
    const taken = await sandbox.waitFor(() => (textOf(asked.original) !== '' ? asked.original : undefined));
    assert.match(textOf(taken), /order is taken/);
    assert.doesNotMatch(textOf(taken), /next|before yours/, 'no place before there is one');
    const press = (user: string) =>
      sandbox.press({ messageId: taken.id, customId: customIdOf(taken, 'cancel'), user });
    const stranger = press('linus');
    await sandbox.waitFor(() =>
      stranger.messages.some((one) => textOf(one).includes(sentenceOf('job.not-yours'))),
    );
    press('grace');
    await sandbox.waitFor(
      () => asked.messages.some((one) => one.onlyFor !== null && /cancel/i.test(textOf(one))),
      {
        what: 'the word',
      },
    );
    await eventually('nothing is open', async () => {
      const open = await query(stage, `select id from atelier.interactions where held_by <> 'cancelled'`);
      return open.length === 0;
    });
    assert.deepEqual(await jobsIn(stage), []);
    assert.ok(!sandbox.messages.some(({ id }) => id === taken.id), 'no litter');
  });
});

describe('the place in the queue', () => {
  it('is kept true while one waits, with the time at which the picture will be ready', async (test) => {
    const { stage, sandbox } = await open(test);
    const first = sandbox.sendStyle({ ...ORDER, user: 'ada' });
    await sandbox.waitFor(() => /You are next/.test(textOf(first.original)), { what: 'the first place' });
    assert.match(textOf(first.original), /No worker/);
    const second = sandbox.sendStyle(ORDER);
    await sandbox.waitFor(() => /One picture is before yours/.test(textOf(second.original)));

    const workshop = await openWorkshop({ databaseUrl: stage.databaseUrl, log: testLog });
    stage.defer(() => workshop.close());
    const card = { host: 'here', pid: 1, engine: 'onnx', device: 'cpu', version: '0.1.0' };
    const worker = await registerWorker(workshop, { id: 'a', ...card, qualities: ['fast'] });
    stage.defer(() => worker.leave());
    await worker.count('fast', 10_000);
    const ready = /Ready <t:\d+:R>/;
    await sandbox.waitFor(() => ready.test(textOf(second.original)), { what: 'the estimate' });
    assert.doesNotMatch(textOf(second.original), /No worker/);

    const [job] = await jobsIn(stage);
    await cancelJob(workshop, job!.id, job!.user_id);
    await sandbox.waitFor(() => /You are next/.test(textOf(second.original)), { what: 'the new place' });
  });
});

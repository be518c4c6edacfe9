import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it, type TestContext } from 'node:test';
import { sentenceOf } from '@atelier/contract/errors.ts';
import { LIMITS } from '@atelier/contract/limits.ts';
import type { Interaction } from '@atelier/sandbox/interactions/interaction.ts';
import { eventually } from '../support/eventually.ts';
import { startPainter } from './painter.ts';
import { customIdOf, jobsIn, openStage, photo, query, type Stage, textOf } from './support.ts';

const file = (name: string) => ({ bytes: photo, fileName: name });

async function opened({ sandbox }: Stage, asked: Interaction): Promise<Interaction> {
  await sandbox.waitFor(() => asked.modal, { what: 'the form' });
  return asked;
}

const shows = (interaction: Interaction) =>
  interaction.messages.filter(({ data }) =>
    data.attachments.some(({ filename }) => filename.includes('great-wave')),
  );

/** The form that linus opens under a picture of grace's. */
async function openMine(test: TestContext) {
  const stage = await openStage(test);
  const { sandbox } = stage;
  await stage.startBot();
  await startPainter(stage);
  const first = sandbox.sendStyle({ photo, preset: 'great-wave', user: 'grace' });
  const result = await sandbox.waitFor(() => shows(first)[0]);
  const customId = customIdOf(result, 'mine');
  const asked = await opened(stage, sandbox.press({ messageId: result.id, customId, user: 'linus' }));
  return { stage, sandbox, asked };
}

describe('one form for an order', () => {
  it('Paint mine: anybody, a photo of their own, in the style of the picture', async (test) => {
    const { stage, sandbox, asked } = await openMine(test);
    const sent = sandbox.submitModal({
      interactionId: asked.id,
      values: { photo: [file('mine.jpg')], strength: '40' },
    });
    const painted = await sandbox.waitFor(() => shows(sent)[0], { what: 'the picture' });
    assert.equal(painted.onlyFor, null);
    const [, job] = await jobsIn(stage);
    assert.deepEqual(
      [job!.preset, job!.strength, job!.file_name, job!.user_id],
      ['great-wave', 40, 'mine.jpg', sent.user.id],
    );
  });

  it('Only for me is seen by nobody else', async (test) => {
    const { sandbox, asked } = await openMine(test);
    const values = { photo: [file('mine.jpg')], private: 'true' };
    const sent = sandbox.submitModal({ interactionId: asked.id, values });
    const painted = await sandbox.waitFor(() => shows(sent)[0], { what: 'the picture' });
    assert.equal(painted.onlyFor, sent.user.id);
  });

  it('takes all pictures of a message at once: each its own job and message', async (test) => {
    const stage = await openStage(test);
    const { sandbox } = stage;
    await stage.startBot();
    await sandbox.ready();
    const message = sandbox.postMessage({ files: ['a.jpg', 'b.jpg', 'c.jpg'].map(file) });
    const asked = await opened(
      stage,
      sandbox.invoke({ command: 'Paint these pictures', type: 3, targetId: message.id }),
    );
    const values = { preset: 'great-wave', photo: ['0', '2'] };
    const sent = sandbox.submitModal({ interactionId: asked.id, values });
    const jobs = await eventually('two jobs', async () => {
      const now = await jobsIn(stage);
      return now.length === 2 && now;
    });
    assert.deepEqual(jobs.map((job) => job.file_name).sort(), ['a.jpg', 'c.jpg']);
    await startPainter(stage);
    await sandbox.waitFor(() => shows(sent).length === 2, { what: 'two pictures' });
    assert.equal(sent.messages.length, 2, 'and nothing besides');
    const names = shows(sent).map(({ data }) => data.attachments[0]!.filename);
    assert.deepEqual(names.sort(), ['a-great-wave.jpg', 'c-great-wave.jpg']);
  });

  it('a further picture can be cancelled before it is a job', async (test) => {
    const stage = await openStage(test);
    const { sandbox } = stage;
    await stage.startBot();
    await sandbox.ready();
    const message = sandbox.postMessage({ files: ['a.jpg', 'b.jpg', 'c.jpg'].map(file) });
    const command = { command: 'Paint these pictures', type: 3 as const, targetId: message.id };
    const asked = await opened(stage, sandbox.invoke(command));
    // its message is there, and the bot does not know it yet
    sandbox.failNext({ path: '/webhooks/', method: 'POST', status: 200, afterwards: true, delayMs: 3000 });
    const values = { preset: 'great-wave', photo: ['0', '1', '2'] };
    const sent = sandbox.submitModal({ interactionId: asked.id, values });
    const second = await sandbox.waitFor(() => sent.messages[1], { what: 'the second message' });
    const pressed = sandbox.press({ messageId: second.id, customId: customIdOf(second, 'cancel') });
    const words = sentenceOf('job.cancelled');
    const privately = () => [...sent.messages, ...pressed.messages].filter(({ onlyFor }) => onlyFor !== null);
    await sandbox.waitFor(() => privately().length > 0, { what: 'the word' });
    assert.deepEqual(privately().map(textOf), [words]);
    await eventually('the third job', async () => (await jobsIn(stage)).length === 2);
    assert.deepEqual((await jobsIn(stage)).map((job) => job.file_name).sort(), ['a.jpg', 'c.jpg']);
    await eventually('nothing is open', async () => {
      return (
        (await query(stage, `select id from atelier.interactions where held_by <> 'cancelled'`)).length === 0
      );
    });
    assert.ok(!sandbox.messages.some(({ id }) => id === second.id), 'no litter');
  });

  it('says how many were taken where a limit is reached', async (test) => {
    const stage = await openStage(test);
    const { sandbox } = stage;
    await stage.startBot();
    await sandbox.ready();
    const names = Array.from({ length: LIMITS.openJobsPerUser + 1 }, (_, i) => `${i}.jpg`);
    const message = sandbox.postMessage({ files: names.map(file) });
    const asked = await opened(
      stage,
      sandbox.invoke({ command: 'Paint these pictures', type: 3, targetId: message.id }),
    );
    const photos = names.map((_, i) => String(i));
    const sent = sandbox.submitModal({
      interactionId: asked.id,
      values: { preset: 'great-wave', photo: photos },
    });
    const limit = LIMITS.openJobsPerUser;
    const sentence = sentenceOf('job.limit', { limit });
    const told = await sandbox.waitFor(() => sent.messages.find((one) => textOf(one).includes(sentence)), {
      timeoutMs: 90_000, // pictures of as many orders are fetched and checked before
    });
    assert.match(textOf(told), new RegExp(`${limit} of ${limit + 1}`));
    assert.equal((await jobsIn(stage)).length, limit);
    assert.equal(sent.messages.length, limit + 1, 'no message is left of the one that was not taken');
  });

  it('paints the others where one cannot be read, and says which', async (test) => {
    const stage = await openStage(test);
    const { sandbox } = stage;
    await stage.startBot();
    await sandbox.ready();
    const heic = await readFile(new URL('../fixtures/pictures/iphone-heic-named.jpg', import.meta.url));
    const files = [{ bytes: heic, fileName: 'IMG_1.jpg' }, file('b.jpg'), file('c.jpg')];
    const message = sandbox.postMessage({ files });
    const command = { command: 'Paint these pictures', type: 3 as const, targetId: message.id };
    const asked = await opened(stage, sandbox.invoke(command));
    const values = { preset: 'great-wave', photo: ['0', '1', '2'] };
    const sent = sandbox.submitModal({ interactionId: asked.id, values });
    const told = await sandbox.waitFor(
      () => sent.messages.find((one) => one.onlyFor !== null && textOf(one)),
      {
        what: 'the word',
      },
    );
    assert.match(textOf(told), /2 of 3/);
    assert.ok(textOf(told).includes(`**IMG\\_1.jpg**: ${sentenceOf('image.heic')}`), textOf(told));
    assert.deepEqual((await jobsIn(stage)).map((job) => job.file_name).sort(), ['b.jpg', 'c.jpg']);
    await startPainter(stage);
    await sandbox.waitFor(() => shows(sent).length === 2, { what: 'two pictures' });
  });

  it('says when a message has no picture', async (test) => {
    const stage = await openStage(test);
    const { sandbox } = stage;
    await stage.startBot();
    await sandbox.ready();
    const message = sandbox.postMessage({ content: 'hello' });
    const asked = sandbox.invoke({ command: 'Paint these pictures', type: 3, targetId: message.id });
    await sandbox.waitFor(() => asked.original && textOf(asked.original) !== '');
    assert.ok(textOf(asked.original).includes(sentenceOf('message.no-picture')));
  });
});

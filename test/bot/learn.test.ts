import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { AtelierError, type ErrorCode, sentenceFor } from '@atelier/bot/errors.ts';
import { LIMITS } from '@atelier/contract/limits.ts';
import { createDiscordApi } from '@atelier/discord/webhook.ts';
import { cancelLesson } from '@atelier/queue/lessons.ts';
import { openWorkshop } from '@atelier/queue/workshop.ts';
import type { Interaction } from '@atelier/sandbox/interactions/interaction.ts';
import { learnLessons } from '@atelier/worker/lessons.ts';
import type { Painter } from '@atelier/worker/painter.ts';
import { testLog } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { customIdOf, openStage, photo, query, type Stage, textOf } from './support.ts';

const MANAGE_GUILD = 1n << 5n;
const LEARNT: Uint8Array = await readFile(
  new URL('../../models/presets/starry-night.safetensors', import.meta.url),
);
const painting = { bytes: photo, fileName: 'gauguin.jpg' };

/** A worker that learns as it is told, in this process; the rest of it is the real one. */
async function startLearner(stage: Stage, learn: NonNullable<Painter['learn']>): Promise<void> {
  const workshop = await openWorkshop({ databaseUrl: stage.databaseUrl, log: testLog });
  const painter = { learn } as Painter;
  const lessons = await learnLessons(workshop, painter, createDiscordApi(stage.environment.discordApi));
  stage.defer(async () => {
    await lessons.stop();
    await workshop.close();
  });
}

async function opened(test: TestContext): Promise<Stage> {
  const stage = await openStage(test);
  await stage.startBot();
  return stage;
}

function send(stage: Stage, options: object = {}, given: object = {}): Interaction {
  const what = { painting, title: 'Tahiti', artist: 'Paul Gauguin', moods: 'warm, Südsee', ...options };
  return stage.sandbox.invoke({
    command: 'learn',
    user: 'grace',
    permissions: MANAGE_GUILD,
    options: what,
    ...given,
  });
}

const says = (stage: Stage, asked: Interaction, what: RegExp) =>
  stage.sandbox.waitFor(() => what.test(textOf(asked.original)), { what: String(what) });

async function list(stage: Stage): Promise<Interaction> {
  const asked = stage.sandbox.invoke({ command: 'presets', user: 'grace', permissions: MANAGE_GUILD });
  await says(stage, asked, /Styles of this server/);
  return asked;
}

const offered = async ({ sandbox }: Stage, text: string, given: object = {}) => {
  const asked = { command: 'style', options: { preset: text }, focused: 'preset', ...given };
  return (await sandbox.autocomplete(asked)).map(({ name }) => name);
};

const sentence = (code: ErrorCode, data = {}) => sentenceFor('en', new AtelierError(code, data));

const told = ({ sandbox }: Stage, asked: Interaction, what: string) =>
  sandbox.waitFor(() => asked.messages.some((one) => one.onlyFor !== null && textOf(one).includes(what)), {
    what,
  });

describe('a painting learnt in Discord', () => {
  it('becomes a style of the server, with progress on the way, and goes when it is removed', async (test) => {
    const stage = await opened(test);
    const { sandbox } = stage;
    const asked = send(stage);
    await says(
      stage,
      asked,
      /Learning \*\*Tahiti\*\*\nA worker begins as soon as it is free; then it takes about 2 min/,
    );
    assert.equal(asked.original!.onlyFor, asked.user.id);
    const goOn = Promise.withResolvers<void>();
    await startLearner(stage, async (lesson, { onProgress }) => {
      assert.deepEqual([lesson.title, lesson.moods], ['Tahiti', ['warm', 'Südsee']]);
      assert.deepEqual(new Uint8Array(lesson.painting), new Uint8Array(photo));
      onProgress(0.4);
      await goOn.promise;
      return { bytes: LEARNT, seconds: 90, card: photo };
    });
    await says(stage, asked, /40 %/);
    const under = await list(stage);
    assert.match(textOf(under.original), /Tahiti.*is being learnt, 40 %/);
    goOn.resolve();
    await says(stage, asked, /Tahiti\*\* is a style of this server now.*`\/style preset:tahiti`/);

    const ours = 'Tahiti · Paul Gauguin · high quality only';
    await eventually('the suggestion', async () => (await offered(stage, 'tahiti'))[0] === ours);
    assert.deepEqual(await offered(stage, 'südsee'), [ours]);
    assert.deepEqual(await offered(stage, 'tahiti', { installation: 'user' }), [], 'nowhere else');
    const [row] = await query(stage, 'select guild_id, made_by, name from atelier.presets');
    assert.deepEqual(row, { guild_id: sandbox.guildId, made_by: asked.user.id, name: 'tahiti' });

    const gallery = sandbox.invoke({ command: 'styles', user: 'linus' });
    await says(stage, gallery, /Tahiti/);
    const look = { messageId: gallery.original!.id, customId: customIdOf(gallery.original, 'styles-look') };
    sandbox.press({ ...look, values: ['tahiti'], user: 'linus' });
    await says(stage, gallery, /^### Tahiti/);
    const shown = gallery.original!.data.attachments;
    assert.deepEqual([shown.length, shown[0]!.size], [1, photo.length], 'the painting beside a sample');

    const own = await list(stage);
    const choose = { messageId: own.original!.id, customId: customIdOf(own.original, 'preset-choose') };
    const manager = { user: 'grace', permissions: MANAGE_GUILD };
    sandbox.press({ ...choose, ...manager, values: ['tahiti'] });
    await says(stage, own, /Remove \*\*/);
    sandbox.press({
      ...manager,
      messageId: own.original!.id,
      customId: customIdOf(own.original, 'preset-remove'),
    });
    await says(stage, own, /has learnt none yet/);
    assert.equal((await offered(stage, 'tahiti')).length, 0);
    assert.deepEqual(await query(stage, 'select painting from atelier.lessons'), [{ painting: null }]);
  });

  it('is cancelled while it waits, while it is learnt, and from the list; the rest is told', async (test) => {
    const stage = await opened(test);
    const { sandbox } = stage;
    const manager = { user: 'grace', permissions: MANAGE_GUILD };
    const waiting = send(stage);
    await says(stage, waiting, /Learning/);
    const again = send(stage, { title: 'tahiti ' });
    await told(stage, again, sentence('preset.title-taken', { title: 'tahiti' }));
    const messageId = waiting.original!.id;
    const customId = customIdOf(waiting.original, 'lesson-cancel');
    const stranger = sandbox.press({ messageId, customId, user: 'linus', permissions: 0n });
    await told(stage, stranger, sentence('server.manage'));
    sandbox.press({ ...manager, messageId, customId });
    await says(stage, waiting, /Tahiti\*\* is not learnt: it was cancelled/);
    // and the same for a bot that carries on with the press
    const workshop = await openWorkshop({ databaseUrl: stage.databaseUrl, log: testLog });
    stage.defer(() => workshop.close());
    const [first] = await query<{ id: string }>(stage, 'select id from atelier.lessons');
    const twice = await cancelLesson(workshop, first!.id, sandbox.guildId);
    assert.equal(twice.errorCode, 'job.cancelled');

    const stopped = Promise.withResolvers<void>();
    await startLearner(stage, async (_lesson, { signal, onProgress }) => {
      onProgress(0.2);
      await sleep(60_000, undefined, { signal }).finally(() => stopped.resolve());
      return { bytes: LEARNT, seconds: 1, card: photo };
    });
    const second = send(stage);
    await says(stage, second, /20 %/);
    const own = await list(stage);
    sandbox.press({
      ...manager,
      messageId: own.original!.id,
      customId: customIdOf(own.original, 'preset-lesson-cancel'),
    });
    await says(stage, own, /has learnt none yet/);
    await stopped.promise;
    await says(stage, second, /it was cancelled/);
    assert.deepEqual(await query(stage, 'select state, painting from atelier.lessons'), [
      { state: 'failed', painting: null },
      { state: 'failed', painting: null },
    ]);
    const third = send(stage, { title: 'Third' });
    await says(stage, third, /20 %/);
    await query(
      stage,
      `update atelier.lessons set state = 'failed', error_code = 'internal' where title = 'Third'`,
    );
    const late = sandbox.press({
      ...manager,
      messageId: third.original!.id,
      customId: customIdOf(third.original, 'lesson-cancel'),
    });
    await told(stage, late, sentence('lesson.over'));
  });

  it('that cannot be learnt says why, there and in the list; one that passes is tried again', async (test) => {
    const stage = await opened(test);
    let tries = 0;
    await startLearner(stage, async ({ title }) => {
      if (title === 'Tahiti') throw new AtelierError('image.damaged');
      if (tries++ === 0) throw new Error('the engine fell over');
      return { bytes: LEARNT, seconds: 1, card: photo };
    });
    const asked = send(stage, {}, { locale: 'de' });
    await says(stage, asked, /konnte nicht gelernt werden\. Das Bild ist beschädigt/);
    const own = await list(stage);
    assert.match(textOf(own.original), /Tahiti.*could not be learnt: The picture is damaged/);
    const other = send(stage, { title: '★ 月' });
    await says(stage, other, /is a style of this server now.*preset:painting`/);
    assert.equal(tries, 2);
  });

  it('is for those who may manage the server, and keeps to its limits', async (test) => {
    const stage = await opened(test);
    const { sandbox } = stage;
    const refused = (asked: Interaction, code: ErrorCode, data = {}) =>
      told(stage, asked, sentence(code, data));
    await refused(send(stage, {}, { permissions: 0n, unchecked: true }), 'server.manage');
    const empty = { bytes: Buffer.from('no picture'), fileName: 'x.jpg' };
    await refused(send(stage, { painting: empty }), 'image.unknown-type');
    for (let i = 1; i <= LIMITS.lessonsPerServer; i++)
      await says(stage, send(stage, { title: `T${i}` }), /Learning/);
    await refused(send(stage), 'lesson.count', { limit: LIMITS.lessonsPerServer });
    await query(stage, `update atelier.lessons set state = 'failed', ended_at = now()`);
    await query(
      stage,
      `insert into atelier.presets (name, guild_id, title, artist, year, moods, fast, bytes, digest)
       select 'p' || i, '${sandbox.guildId}', 'P' || i, '', '', '{}', false, 'x', 'x'
       from generate_series(1, ${LIMITS.presetsPerServer}) i`,
    );
    await refused(send(stage), 'preset.count', { limit: LIMITS.presetsPerServer });
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sentenceOf } from '@atelier/contract/errors.ts';
import { LIMITS } from '@atelier/contract/limits.ts';
import { erasePerson, personLeft, serversAre } from '@atelier/queue/privacy.ts';
import { purge } from '@atelier/queue/purge.ts';
import { openWorkshop } from '@atelier/queue/workshop.ts';
import type { Fault } from '@atelier/sandbox/rest/faults.ts';
import { unzipSync } from 'fflate';
import { testLog } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { startPainter } from './painter.ts';
import { customIdOf, jobsIn, openStage, photo, query, type Stage, textOf } from './support.ts';

const ORDER = { photo, preset: 'starry-night', user: 'grace' };

/** A finished picture of Grace's, and her /privacy. */
async function opened(stage: Stage) {
  const { sandbox } = stage;
  const bot = await stage.startBot({ operator: 'The Keepers, keepers@example.com' });
  await startPainter(stage);
  const asked = sandbox.sendStyle(ORDER);
  const result = await sandbox.waitFor(() =>
    asked.original?.data.attachments.length ? asked.original : undefined,
  );
  const privacy = sandbox.invoke({ command: 'privacy', user: 'grace' });
  await sandbox.waitFor(() => textOf(privacy.original) !== '');
  return { sandbox, bot, asked, result, privacy };
}

describe('/privacy', () => {
  it('says what is kept, how long, and by whom', async (test) => {
    const { privacy } = await opened(await openStage(test));
    const shown = textOf(privacy.original);
    for (const part of [LIMITS.keepBytesHours, LIMITS.keepRowsDays, LIMITS.graceDays, 'keepers@example.com'])
      assert.ok(shown.includes(String(part)), String(part));
    assert.equal(privacy.original!.onlyFor, privacy.user.id);
    assert.doesNotMatch(shown, /authorisation/, 'nobody tells this bot of those that are taken back');
  });

  it('exports rows, photos and results as a file, and no secret', async (test) => {
    const stage = await openStage(test);
    const { sandbox, privacy } = await opened(stage);
    sandbox.sendStyle({ ...ORDER, user: 'linus' });
    await eventually('the job of another', async () => (await jobsIn(stage)).length === 2);
    const customId = customIdOf(privacy.original, 'privacy-export');
    const pressed = sandbox.press({ messageId: privacy.original!.id, customId, user: 'grace' });
    await sandbox.waitFor(() => pressed.original?.data.attachments.length);
    const files = unzipSync(sandbox.fileBytes(pressed.original!.data.attachments[0]!.url)!);
    const [job] = await jobsIn(stage);
    const expected = [`${job!.id}/photo`, `${job!.id}/result.jpg`, 'data.json'];
    assert.deepEqual(new Set(Object.keys(files)), new Set(expected));
    assert.deepEqual(Buffer.from(files[`${job!.id}/photo`]!), Buffer.from(photo));
    const text = Buffer.from(files['data.json']!).toString();
    const rows = JSON.parse(text);
    assert.deepEqual([rows.jobs.length, rows.results.length], [1, 1]);
    assert.doesNotMatch(text, /interaction_token|"token"/);
  });

  it('exports what is too much for one press by a button that goes on, also where the bot is not', async (test) => {
    const stage = await openStage(test);
    const { sandbox } = await opened(stage);
    await query(stage, `update atelier.photos set bytes = decode(repeat('abcdef', 300000), 'hex')`);
    const given = { user: 'grace', channelId: sandbox.channels.elsewhere };
    const privacy = sandbox.invoke({ command: 'privacy', ...given });
    await sandbox.waitFor(() => textOf(privacy.original) !== '');
    let from = privacy.original!;
    const names: string[] = [];
    const files: Record<string, Uint8Array> = {};
    for (let presses = 1; presses <= 2; presses++) {
      const customId = customIdOf(from, 'privacy-export');
      const pressed = sandbox.press({ messageId: from.id, customId, attachmentSizeLimit: 200_000, ...given });
      const count = presses === 1 ? 5 : 3;
      await sandbox.waitFor(() => pressed.messages.filter((one) => textOf(one) !== '').length === count, {
        what: `the files of press ${presses}`,
      });
      for (const { data, onlyFor } of pressed.messages) {
        assert.equal(onlyFor, pressed.user.id);
        names.push(data.attachments[0]!.filename);
        Object.assign(files, unzipSync(sandbox.fileBytes(data.attachments[0]!.url)!));
      }
      from = pressed.messages.at(-1)!;
      assert.equal(JSON.stringify(from.data.components).includes('privacy-export'), presses === 1);
    }
    assert.deepEqual(
      names,
      names.map((_, i) => `atelier-data-${i + 1}.zip`),
    );
    const parts = Object.keys(files).filter((name) => /\/photo\.\d+$/.test(name));
    assert.equal(
      parts.reduce((sum, name) => sum + files[name]!.length, 0),
      900_000,
    );
    assert.ok(files['data.json']);
  });

  it('leaves what came of an export where a further file is refused, and says so directly', async (test) => {
    const stage = await openStage(test);
    const { sandbox, privacy } = await opened(stage);
    const body = { code: 40_094, message: 'This interaction has reached the maximum number of follow-ups' };
    sandbox.failNext({ path: '/webhooks/', method: 'POST', status: 400, body });
    const customId = customIdOf(privacy.original, 'privacy-export');
    const small = { user: 'grace', attachmentSizeLimit: 200_000 };
    const pressed = sandbox.press({ messageId: privacy.original!.id, customId, ...small });
    const sentence = sentenceOf('internal');
    await sandbox.waitFor(() => sandbox.messages.some((one) => textOf(one).includes(sentence)), {
      what: 'the direct message',
    });
    assert.deepEqual(
      pressed.messages.map(({ data }) => data.attachments.map(({ filename }) => filename)),
      [['atelier-data-1.zip']],
    );
  });

  it('deletes everything at once, after a question; what others made from it stays', async (test) => {
    const stage = await openStage(test);
    const { sandbox, bot, asked, result, privacy } = await opened(stage);
    await query(
      stage,
      `insert into atelier.people (user_id, share_photos) values ('${asked.user.id}', true)`,
    );
    const again = sandbox.press({
      messageId: result.id,
      customId: customIdOf(result, 'again'),
      user: 'linus',
    });
    await sandbox.waitFor(() => again.original?.data.attachments.length, { what: 'a picture of another' });
    const customId = customIdOf(privacy.original, 'privacy-erase');
    const pressed = sandbox.press({ messageId: privacy.original!.id, customId, user: 'grace' });
    await sandbox.waitFor(() => pressed.modal, { what: 'the question' });
    assert.equal((await jobsIn(stage)).length, 2);
    // Discord deletes nothing while this bot lives: the next one does it
    const fault: Fault = { path: '/channels/', method: 'DELETE', status: 502, times: 200, body: {} };
    sandbox.failNext(fault);
    const sure = sandbox.submitModal({ interactionId: pressed.id, values: { sure: ['yes'] } });
    await sandbox.waitFor(() => /deleted/.test(textOf(sure.original)), { what: 'the word' });
    await sandbox.waitFor(() => sandbox.requests.some(({ method }) => method === 'DELETE'));
    await bot.close();
    fault.path = 'of no request';
    await stage.startBot();
    await sandbox.waitFor(() => !sandbox.messages.some(({ id }) => id === result.id), {
      what: 'the message',
    });
    const [left, ...more] = await jobsIn(stage);
    assert.deepEqual(more, []);
    assert.equal(left!.user_id, again.user.id);
    assert.equal(left!.photo_bytes, photo.length);
    assert.deepEqual(await query(stage, 'select from atelier.people'), []);
  });

  it('cancels what is open first', async (test) => {
    const stage = await openStage(test);
    await stage.startBot();
    const asked = stage.sandbox.sendStyle(ORDER);
    await eventually('the job', async () => (await jobsIn(stage)).length === 1);
    const workshop = await openWorkshop({ databaseUrl: stage.databaseUrl, log: testLog });
    stage.defer(() => workshop.close());
    await erasePerson(workshop, asked.user.id);
    assert.deepEqual(await jobsIn(stage), []);
    const open = await query(stage, `select from pgboss.job where name like 'style%' and state = 'created'`);
    assert.deepEqual(open, []);
  });
});

describe('a report', () => {
  it('goes to the owner of the application, or to the channel that the server has for it', async (test) => {
    const stage = await openStage(test);
    const { sandbox, result, privacy } = await opened(stage);
    const report = async (interaction: Parameters<typeof sandbox.press>[0] | null, words: string) => {
      const asked = interaction
        ? sandbox.press(interaction)
        : sandbox.invoke({ command: 'Report this picture', type: 3, targetId: result.id, user: 'linus' });
      await sandbox.waitFor(() => asked.modal);
      // the answer to the message is lost: it is sent again, and stands there once
      const path = /^\/channels\/\d+\/messages$/;
      sandbox.failNext({ path, method: 'POST', status: 502, afterwards: true, body: {} });
      const sent = sandbox.submitModal({ interactionId: asked.id, values: { words } });
      await sandbox.waitFor(() => /passed on/.test(textOf(sent.original)));
      const [message, ...more] = sandbox.messages.filter((one) => textOf(one).includes(words));
      assert.deepEqual(more, []);
      return message!;
    };
    const customId = customIdOf(privacy.original, 'report');
    const direct = await report({ messageId: privacy.original!.id, customId, user: 'grace' }, 'it hangs');
    assert.notEqual(direct.channelId, sandbox.channelId);
    const [row] = await query<{ id: string }>(stage, 'select guild_id as id from atelier.settings');
    assert.equal(row!.id, sandbox.guildId, 'the server is known');
    await query(stage, `update atelier.settings set report_channel = '${sandbox.channels.afterDark}'`);
    await new Promise((done) => setTimeout(done, 10_500)); // settings are remembered for so long
    const posted = await report(null, 'this is not nice');
    assert.equal(posted.channelId, sandbox.channels.afterDark);
    assert.ok(textOf(posted).includes(result.id));
  });
});

describe('who goes', () => {
  it('is forgotten after a period of grace, unless they come back', async (test) => {
    const stage = await openStage(test);
    const { asked } = await opened(stage);
    const workshop = await openWorkshop({ databaseUrl: stage.databaseUrl, log: testLog });
    stage.defer(() => workshop.close());
    const late = `update atelier.departures set left_at = now() - interval '${LIMITS.graceDays + 1} days'`;
    await personLeft(workshop, asked.user.id);
    await purge(workshop);
    assert.equal((await jobsIn(stage)).length, 1, 'not yet');
    stage.sandbox.sendStyle(ORDER);
    await eventually('an order', async () => (await jobsIn(stage)).length === 2);
    assert.deepEqual(await query(stage, 'select from atelier.departures'), [], 'back again');
    await personLeft(workshop, asked.user.id);
    await query(stage, late);
    assert.equal((await purge(workshop)).departed, 1);
    assert.deepEqual(await jobsIn(stage), []);
  });

  it('is a server that is not among the application’s any more', async (test) => {
    const stage = await openStage(test);
    await opened(stage);
    const workshop = await openWorkshop({ databaseUrl: stage.databaseUrl, log: testLog });
    stage.defer(() => workshop.close());
    const { guildId } = stage.sandbox;
    assert.equal(await serversAre(workshop, [guildId]), 0);
    assert.equal(await serversAre(workshop, ['77']), 1);
    assert.equal(await serversAre(workshop, [guildId, '77']), 0, 'back again');
    await serversAre(workshop, ['77']);
    await query(
      stage,
      `update atelier.departures set left_at = now() - interval '${LIMITS.graceDays + 1} days'`,
    );
    assert.equal((await purge(workshop)).departed, 1);
    assert.deepEqual(await jobsIn(stage), []);
    assert.deepEqual(await query(stage, 'select guild_id from atelier.settings'), [{ guild_id: '77' }]);
  });
});

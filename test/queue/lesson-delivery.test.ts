import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { AtelierError } from '@atelier/queue/errors.ts';
import { recordLessonFailure, submitLesson } from '@atelier/queue/lessons.ts';
import { withDatabase } from '../support/database.ts';
import { deliver, EPHEMERAL, hurry, refuse } from '../support/deliver.ts';
import { eventually } from '../support/eventually.ts';
import { somePhoto, someRequest } from '../support/request.ts';
import { type Answer, startWebhook } from '../support/webhook.ts';

describe('the end of a lesson', () => {
  /** A lesson that failed, and what was asked of Discord until nothing is to be delivered any more. */
  async function told(
    test: TestContext,
    answer: Answer,
    { minutes = 0, look = -1, noted = (_id: string) => {} } = {},
  ) {
    const { workshop, closers } = await withDatabase(test);
    const { pool, boss } = workshop;
    const discord = await startWebhook(answer);
    closers.push(discord.close);
    const { interactionId, applicationId, interactionToken, userId, locale } = someRequest();
    const about = { guildId: '3000', title: 'Tahiti', artist: '', year: '', moods: [] };
    const request = { interactionId, applicationId, interactionToken, userId, locale, ...about };
    const { lesson } = await submitLesson(workshop, request, somePhoto);
    noted(lesson.id);
    await pool.query(`update atelier.lessons set created_at = now() - $1 * interval '1 minute'`, [minutes]);
    const failed = new AtelierError('image.damaged');
    assert.ok(await recordLessonFailure(workshop, { id: lesson.id, attempt: null }, failed));
    if (look >= 0) {
      await pool.query(`delete from pgboss.job where name = 'deliver'`);
      await boss.send('deliver', { jobId: lesson.id, lesson: true, look });
    }
    await hurry(workshop);
    await deliver({ workshop, closers, discord }, { bot: true });
    // a try that just failed may be due a moment after the query's own now(); looks come 20 s later
    await eventually('nothing to deliver now', async () => {
      const { rows } = await pool.query(
        `select 1 from pgboss.job
         where name like 'deliver%' and state < 'completed' and start_after < now() + interval '10 s'`,
      );
      return rows.length === 0;
    });
    return discord.requests;
  }
  const says = ({ json }: { json: object }) => JSON.stringify(json).includes('damaged or incomplete');

  it('is an edit that outlasts a server in trouble', async (test) => {
    const requests = await told(test, (_, count) => (count < 7 ? { status: 502, body: {} } : undefined));
    assert.deepEqual(
      requests.map(({ method }) => method),
      Array(7).fill('PATCH'),
    );
    assert.ok(says(requests[6]!));
  });

  it('is a private follow-up where the reply takes no edit or was deleted', async (test) => {
    const answer: Answer = ({ method }) => (method === 'PATCH' ? refuse(404, 10_008) : undefined);
    const requests = await told(test, answer);
    const [edit, followUp, ...rest] = requests;
    assert.deepEqual([edit!.method, followUp!.method], ['PATCH', 'POST']);
    assert.ok(says(followUp!) && followUp!.json.flags & EPHEMERAL);
    assert.deepEqual(
      rest.map(({ method }) => method),
      ['GET', 'DELETE'],
    );
  });

  it('is a direct message where the token is too old', async (test) => {
    const answer: Answer = ({ path }) =>
      path.endsWith('/users/@me/channels') ? { status: 200, body: { id: '5555' } } : undefined;
    const requests = await told(test, answer, { minutes: 15 });
    assert.deepEqual(
      requests.map(({ path }) => path),
      ['/api/v10/users/@me/channels', '/api/v10/channels/5555/messages'],
    );
    assert.ok(says(requests[1]!));
  });

  it('is shown again where a late edit has covered it', async (test) => {
    let id = '';
    const answer: Answer = ({ method }) => {
      if (method !== 'GET') return undefined;
      const button = { type: 2, custom_id: `at:lesson-cancel:${id}` };
      return { status: 200, body: { id: '1', components: [{ type: 1, components: [button] }] } };
    };
    const noted = (lessonId: string) => {
      id = lessonId;
    };
    const requests = await told(test, answer, { look: 0, noted });
    assert.deepEqual(
      requests.map(({ method }) => method),
      ['GET', 'PATCH'],
    );
    assert.ok(says(requests[1]!));
  });
});

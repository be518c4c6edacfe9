import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sentenceOf } from '@atelier/contract/errors.ts';
import { tellHopeless } from '@atelier/discord/tell-abandoned.ts';
import { createDiscordApi } from '@atelier/discord/webhook.ts';
import { jobIdOf } from '@atelier/queue/job-id.ts';
import { insertInteraction, type OpenInteraction } from '@atelier/queue/store/open-interactions.ts';
import { withDatabase } from '../support/database.ts';
import { type Answer, startWebhook } from '../support/webhook.ts';

const row = (id: string, deferral: OpenInteraction['deferral']): OpenInteraction => ({
  ...{ id, applicationId: '1000', token: `token-${id}`, userId: '2000', locale: 'en-GB' },
  ...{ deferral, jobId: jobIdOf(id), payload: {} },
});

describe('an interaction that a bot has left', () => {
  it('is told by a worker when no bot has come back until its token is about to die', async (test) => {
    const { workshop, closers } = await withDatabase(test);
    const discord = await startWebhook();
    closers.push(discord.close);
    const { pool } = workshop;
    const hold = { by: 'a bot that died', seconds: 15 };
    for (const [id, deferral] of [
      ['1', 'public'],
      ['2', 'update'],
      ['3', 'private'],
    ] as const)
      await insertInteraction(pool, row(id, deferral), hold);
    const api = createDiscordApi(discord.api);
    const look = () => tellHopeless(workshop, api, 'a worker');
    const left = async () => (await pool.query('select id from atelier.interactions order by id')).rows;

    await pool.query(`update atelier.interactions set held_until = now() - interval '1 second'`);
    await look();
    assert.equal((await left()).length, 3, 'a bot may yet carry on');
    await pool.query(`update atelier.interactions set created_at = now() - interval '13 minutes'`);
    await pool.query(
      `update atelier.interactions set held_until = now() + interval '9 seconds' where id = '3'`,
    );
    await look();
    assert.deepEqual(await left(), [{ id: '3' }], 'somebody is about to answer that one');
    assert.deepEqual(
      discord.requests.map(({ method, path }) => `${method} ${path}`),
      ['PATCH /api/v10/webhooks/1000/token-1/messages/@original'],
    );
    const said = JSON.stringify(discord.requests[0]!.json.components);
    assert.ok(said.includes(sentenceOf('service.unavailable')), said);
  });

  it('is told to its person alone where the reply is gone or takes no edit, and left to a bot where nothing is taken', async (test) => {
    const { workshop, closers } = await withDatabase(test);
    const { pool } = workshop;
    const answer: Answer = ({ method, path }) => {
      const refused = method === 'PATCH' || path.includes('token-3');
      if (!refused) return undefined;
      const [status, code] = path.includes('token-1') ? [404, 10_008] : [403, 50_083];
      return { status, body: { code, message: 'refused' } };
    };
    const discord = await startWebhook(answer);
    closers.push(discord.close);
    const old = { by: 'a bot that died', seconds: -1, ageMs: 13 * 60_000 };
    for (const id of ['1', '2', '3']) await insertInteraction(pool, row(id, 'public'), old);
    await tellHopeless(workshop, createDiscordApi(discord.api), 'a worker');
    const { rows } = await pool.query('select id from atelier.interactions');
    assert.deepEqual(rows, [{ id: '3' }]);
    for (const id of ['1', '2']) {
      const told = discord.requests.find((one) => one.method === 'POST' && one.path.includes(`token-${id}`));
      assert.ok(told && told.json.flags & 64, 'a private one');
      assert.ok(JSON.stringify(told.json.components).includes(sentenceOf('service.unavailable')));
    }
  });
});

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { outcomeOf, withFleet } from '../support/fleet.ts';

const PHOTO = new URL('../../docs/photos/dogs-at-the-window.jpg', import.meta.url);

test('a worker killed in the middle of a picture: the person gets exactly one result', async (t) => {
  const fleet = await withFleet(t);
  const { sandbox, workshop, processes } = fleet;
  const photo = await readFile(PHOTO);
  const interaction = sandbox.sendStyle({ photo, preset: 'the-scream', quality: 'high' });

  const attempt = async () => {
    const { rows } = await workshop.pool.query<{ attempt: number; state: string; progress: unknown }>(
      'select attempt, state, progress from atelier.jobs where interaction_id = $1',
      [interaction.id],
    );
    return rows[0];
  };
  // in the middle: claimed, and some progress was recorded
  for (let job = await attempt(); job?.state !== 'painting' || !job.progress; job = await attempt()) {
    assert.notEqual(job?.state, 'done', 'the job must not be over before the kill');
    await new Promise((done) => setTimeout(done, 50));
  }
  process.kill(processes.find(({ name }) => name === 'worker')!.pid!, 'SIGKILL');
  const killed = Date.now();
  for (let job = await attempt(); job!.attempt < 2; job = await attempt()) {
    assert.ok(Date.now() - killed < 90_000, 'the job is taken again');
    await new Promise((done) => setTimeout(done, 100));
  }

  const outcome = await outcomeOf(fleet, interaction);
  assert.equal(outcome.state, 'done', JSON.stringify(outcome));
  assert.equal((await attempt())!.attempt, 2);
  assert.equal(interaction.messages.length, 1, 'one message in the chat');
  const { rows } = await workshop.pool.query('select count(*)::int as count from atelier.results');
  assert.deepEqual(rows, [{ count: 1 }]);
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DEFAULT_SETTINGS, readSettings, writeSettings } from '@atelier/queue/settings.ts';
import { submitJob } from '@atelier/queue/submit.ts';
import { withDatabase } from '../support/database.ts';
import { somePhoto, someRequest } from '../support/request.ts';

describe('the settings of a server', () => {
  it('are the defaults until somebody changes one, and then the rest stays', async (test) => {
    const { workshop } = await withDatabase(test);
    assert.deepEqual(await readSettings(workshop, '3000'), DEFAULT_SETTINGS);
    assert.deepEqual(await readSettings(workshop, null), DEFAULT_SETTINGS);
    await writeSettings(workshop, '3000', { channels: ['1', '2'], nsfw: 'refuse' }, '9');
    await writeSettings(workshop, '3000', { openJobsPerUser: 2, publicResults: false });
    const changed = {
      ...DEFAULT_SETTINGS,
      channels: ['1', '2'],
      nsfw: 'refuse',
      openJobsPerUser: 2,
      publicResults: false,
    };
    assert.deepEqual(await readSettings(workshop, '3000'), changed);
    assert.deepEqual(await readSettings(workshop, '3001'), DEFAULT_SETTINGS);
    const reset = await writeSettings(workshop, '3000', { channels: [], openJobsPerUser: null });
    assert.deepEqual([reset.channels, reset.openJobsPerUser, reset.nsfw], [[], null, 'refuse']);
    const left = await writeSettings(workshop, '3000', { nsfw: undefined } as object);
    assert.equal(left.nsfw, 'refuse', 'what is undefined is not given');
  });

  it('changed by two at once keep both changes', async (test) => {
    const { workshop } = await withDatabase(test);
    await Promise.all([
      writeSettings(workshop, '3000', { spoiler: true }),
      writeSettings(workshop, '3000', { watermark: true }),
    ]);
    const { spoiler, watermark } = await readSettings(workshop, '3000');
    assert.deepEqual({ spoiler, watermark }, { spoiler: true, watermark: true });
  });

  it('refuse what is none', async (test) => {
    const { workshop } = await withDatabase(test);
    await assert.rejects(writeSettings(workshop, '3000', { openJobsPerUser: 0 }));
    await assert.rejects(writeSettings(workshop, '3000', { channels: ['#general'] }));
    await assert.rejects(writeSettings(workshop, '3000', { theme: 'dark' } as object));
  });

  it('limit the open jobs of a person in that server, and nowhere else', async (test) => {
    const { workshop } = await withDatabase(test);
    await writeSettings(workshop, '3000', { openJobsPerUser: 1 });
    const submit = (guildId: string | null) => submitJob(workshop, someRequest({ guildId }), somePhoto);
    await submit('3000');
    await assert.rejects(submit('3000'), { code: 'job.limit', data: { limit: 1 } });
    await submit('3001');
    await submit(null);
    await submit(null);
    await assert.rejects(submit(null), { code: 'job.limit', data: { limit: 4 } });
    await writeSettings(workshop, '3000', { openJobsPerUser: 6 });
    await submit('3000');
  });
});

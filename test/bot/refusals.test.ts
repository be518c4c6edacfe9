import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ErrorCode } from '@atelier/bot/errors.ts';
import { LIMITS } from '@atelier/contract/limits.ts';
import { IMAGE_LIMITS } from '@atelier/core/images/limits.ts';
import { PRESETS } from '@atelier/core/styles/catalogue.ts';
import { errorSentence } from '@atelier/discord/texts/texts.ts';
import { png, zeros } from '../hostile/craft.ts';
import { eventually } from '../support/eventually.ts';
import { jobsIn, openStage, photo, refusalOf, type Stage, textOf, withoutFast } from './support.ts';

const says = (code: ErrorCode, data = {}) => errorSentence('en', code, data);
const names = (presets: readonly { name: string }[]) => presets.map(({ name }) => name).join(', ');

async function refused(
  { sandbox }: Stage,
  command: Partial<Parameters<Stage['sandbox']['sendStyle']>[0]>,
): Promise<string> {
  const interaction = sandbox.sendStyle({ photo, preset: 'starry-night', ...command });
  return refusalOf(sandbox, interaction);
}

describe('the bot refuses in private, and leaves nothing thinking', () => {
  it('bytes that are no photo, whatever their name says', async (test) => {
    const stage = await openStage(test);
    await stage.startBot();
    await stage.sandbox.ready();
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99"/>');
    const cases: [name: string, bytes: Uint8Array, sentence: string][] = [
      ['text', Buffer.from('not a picture, just text'), says('image.unknown-type')],
      ['empty', new Uint8Array(0), says('image.empty')],
      ['SVG', svg, says('image.svg')],
      ['truncated', photo.subarray(0, photo.length / 2), says('image.damaged')],
      [
        'a bomb',
        png(60_000, 60_000, zeros(99)),
        says('image.too-many-pixels', { width: 60000, height: 60000, limit: IMAGE_LIMITS.megapixels }),
      ],
      ['head only', photo.subarray(0, 64), says('image.damaged')],
    ];
    for (const [name, bytes, sentence] of cases) {
      const text = await refused(stage, { photo: bytes, user: name });
      assert.ok(text.includes(sentence), `${name}: ${text}`);
    }
    assert.deepEqual(await jobsIn(stage), []);
  });

  it('a file above 25 MB', async (test) => {
    const stage = await openStage(test);
    await stage.startBot();
    await stage.sandbox.ready();
    const text = await refused(stage, { photo: new Uint8Array(LIMITS.photoBytes + 1) });
    assert.match(text, /too large: 25\.1 MB, and at most 25 MB/);
  });

  it('a preset that does not exist, with those that do', async (test) => {
    const stage = await openStage(test);
    await stage.startBot();
    await stage.sandbox.ready();
    const text = await refused(stage, { preset: 'no-such-thing' });
    assert.ok(text.includes('no-such-thing') && text.includes('The Starry Night, '), text);
  });

  it('fast quality of a preset that has none, with those that have', async (test) => {
    const { name: preset, presetsDirectory } = await withoutFast(test);
    const stage = await openStage(test);
    await stage.startBot({ presetsDirectory });
    await stage.sandbox.ready();
    const text = await refused(stage, { preset, quality: 'fast' });
    assert.ok(text.includes(says('preset.no-fast', { preset, presets: names(PRESETS) })), text);
  });

  it('an attachment from elsewhere', async (test) => {
    const stage = await openStage(test);
    await stage.startBot({ attachmentHosts: ['cdn.discordapp.com'] });
    await stage.sandbox.ready();
    assert.ok((await refused(stage, {})).includes(says('fetch.host')));
  });

  it('one job more than a person may have waiting, and nobody else’s', async (test) => {
    const stage = await openStage(test);
    await stage.startBot();
    await stage.sandbox.ready();
    for (let i = 0; i < LIMITS.openJobsPerUser; i++) {
      stage.sandbox.sendStyle({ photo, preset: 'starry-night', user: 'Ada' });
      await eventually(`job ${i + 1}`, async () => (await jobsIn(stage)).length === i + 1);
    }
    const text = await refused(stage, { user: 'Ada' });
    assert.ok(text.includes(says('job.limit', { limit: LIMITS.openJobsPerUser })), text);
    const other = stage.sandbox.sendStyle({ photo, preset: 'starry-night', user: 'Grace' });
    // of one person's jobs only the first stands before somebody else's first
    await stage.sandbox.waitFor(() => /One picture/.test(textOf(other.original)), { what: 'the place' });
    await eventually('the job', async () => (await jobsIn(stage)).length === LIMITS.openJobsPerUser + 1);
  });
});

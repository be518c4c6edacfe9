import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Order, OWN_STYLE } from '@atelier/contract/order.ts';
import { anyStyle } from '@atelier/core/networks/predictor.ts';
import { PRESETS } from '@atelier/core/styles/catalogue.ts';
import { eventually } from '../support/eventually.ts';
import { startPainter } from './painter.ts';
import {
  customIdOf,
  type JobRow,
  jobsIn,
  openStage,
  photo,
  refusalOf,
  type Stage,
  textOf,
  withoutFast,
} from './support.ts';

const fast = PRESETS.filter((preset) => preset.fast).map(({ name }) => name);
const image = { bytes: photo, fileName: 'style.jpg' };

async function order(stage: Stage, preset: string, options: object, quality?: string) {
  const before = (await jobsIn(stage)).length;
  const own = { photo, preset, ...(quality && { quality }), user: `person${before}` };
  const interaction = stage.sandbox.sendStyle({ ...own, options: options as Record<string, number> });
  const jobs = await eventually('the job', async () => {
    const now = await jobsIn(stage);
    return now.length > before && now;
  });
  return { interaction, job: jobs.at(-1)! };
}

/** Of a style picture of one's own, where none is chosen. */
const usual = anyStyle() ? 'fast' : 'high';

describe('the options of /style', () => {
  it('reach the job; without them it has the defaults', async (test) => {
    const stage = await openStage(test);
    await stage.startBot();
    await stage.sandbox.ready();
    const plain = await order(stage, fast[0]!, {});
    const { strength, blend, blend_share, keep_colours, size, quality } = plain.job;
    assert.deepEqual(
      { strength, blend, blend_share, keep_colours, size, quality },
      {
        strength: 70,
        blend: null,
        blend_share: 50,
        keep_colours: false,
        size: null,
        quality: 'fast',
      },
    );
    const all = { strength: 35, blend: fast[1]!, blend_share: 25, keep_colours: true, size: 640 };
    const { job } = await order(stage, fast[0]!, all);
    assert.equal(job.preset, fast[0]);
    for (const [option, value] of Object.entries(all))
      assert.equal(job[option as keyof JobRow], value, option);
  });

  it('are painted in high quality where one of two blended presets has no fast way', async (test) => {
    const { name: slow, presetsDirectory } = await withoutFast(test);
    const stage = await openStage(test);
    await stage.startBot({ presetsDirectory });
    await stage.sandbox.ready();
    const { job } = await order(stage, fast[0]!, { blend: slow });
    assert.equal(job.quality, 'high');
    const refused = stage.sandbox.sendStyle({
      photo,
      preset: fast[0]!,
      quality: 'fast',
      options: { blend: slow },
    });
    assert.match(await refusalOf(stage.sandbox, refused), new RegExp(slow));
  });

  it('take a style picture of one’s own, fast where it can be; a preset may be blended in', async (test) => {
    const stage = await openStage(test);
    const { sandbox } = stage;
    await stage.startBot();
    await sandbox.ready();
    const { job } = await order(stage, OWN_STYLE, { style_image: image });
    assert.deepEqual([job.preset, job.quality, job.style_bytes], [OWN_STYLE, usual, photo.length]);
    assert.equal(job.blend, null);
    const options = { photo: { bytes: photo, fileName: 'photo.jpg' }, style_image: image };
    sandbox.invoke({ command: 'style', options, user: 'linus' });
    const alone = await eventually('a picture of one’s own is a style by itself', async () => {
      const jobs = await jobsIn(stage);
      return jobs.length > 1 && jobs.at(-1)!;
    });
    assert.deepEqual([alone.preset, alone.quality, alone.blend], [OWN_STYLE, usual, null]);
    const wrong = async (options: object, quality?: string) => {
      const given = { photo, preset: fast[0]!, ...(quality && { quality }), user: 'Grace' };
      const interaction = sandbox.sendStyle({ ...given, options: options as Record<string, string> });
      return refusalOf(sandbox, interaction);
    };
    if (anyStyle()) {
      const asked = await order(stage, fast[0]!, { style_image: image }, 'fast');
      assert.deepEqual([asked.job.preset, asked.job.quality], [OWN_STYLE, 'fast']);
    } else assert.match(await wrong({ style_image: image }, 'fast'), /high quality/);
    const text = { bytes: Buffer.from('no picture'), fileName: 'style.jpg' };
    assert.match(await wrong({ style_image: text }), /not a picture/);
    assert.match(
      await refusalOf(sandbox, sandbox.sendStyle({ photo, preset: OWN_STYLE, user: 'Grace' })),
      /style_image/,
    );
    const blended = { style_image: image, blend: fast[1]!, blend_share: 30 };
    const second = await order(stage, OWN_STYLE, blended);
    const { preset, blend, blend_share, style_bytes } = second.job;
    assert.deepEqual([preset, blend, blend_share, style_bytes], [OWN_STYLE, fast[1], 30, photo.length]);
    const beside = await order(stage, fast[1]!, { style_image: image });
    assert.deepEqual(
      [beside.job.preset, beside.job.blend, beside.job.blend_share],
      [OWN_STYLE, fast[1], 50],
      'a preset beside it is a blend of both',
    );
    assert.match(await wrong(blended), /one more style, not with two/);
    assert.equal((await jobsIn(stage)).length, anyStyle() ? 5 : 4);
  });

  it('keep one’s own style picture when the result is painted again', async (test) => {
    const stage = await openStage(test);
    const { sandbox } = stage;
    await stage.startBot();
    await startPainter(stage);
    const { interaction } = await order(stage, fast[0]!, { style_image: image });
    const shown = () => interaction.original?.data.attachments.length && interaction.original;
    const result = await sandbox.waitFor(() => shown() || undefined, { what: 'the result' });
    const user = interaction.user.username;
    sandbox.press({ messageId: result.id, customId: customIdOf(result, 'again'), user });
    const again = await eventually('the next job', async () => (await jobsIn(stage))[1]);
    assert.deepEqual([again.preset, again.quality, again.style_bytes], [OWN_STYLE, usual, photo.length]);
    const values = [fast[0]!];
    sandbox.press({ messageId: result.id, customId: customIdOf(result, 'style'), user, values });
    const other = await eventually('the third job', async () => (await jobsIn(stage))[2]);
    assert.deepEqual([other.preset, other.quality, other.style_bytes], [fast[0], usual, null]);
  });

  it('go the whole way: asked for, kept, told, and painted again', async (test) => {
    const stage = await openStage(test);
    await stage.startBot();
    await startPainter(stage);
    const orderIn = (job: JobRow) => (job as JobRow & { order: Order }).order;
    const { interaction, job } = await order(stage, fast[0]!, { strokes: 'broad' }, 'high');
    assert.equal(orderIn(job).strokes, 'broad');
    const shown = () => interaction.original?.data.attachments.length && interaction.original;
    const result = await stage.sandbox.waitFor(() => shown() || undefined, { what: 'the result' });
    assert.match(textOf(result), /broad strokes/);
    const user = interaction.user.username;
    stage.sandbox.press({ messageId: result.id, customId: customIdOf(result, 'again'), user });
    const again = await eventually('the next job', async () => (await jobsIn(stage))[1]);
    assert.equal(orderIn(again).strokes, 'broad');
  });

  it('are refused when they make no sense', async (test) => {
    const stage = await openStage(test);
    const { sandbox } = stage;
    await stage.startBot();
    await sandbox.ready();
    for (const [user, options, sentence] of [
      ['ada', { blend: 'no-such-thing' }, /no-such-thing/],
      ['grace', { blend_share: 30 }, /blend_share/],
    ] as const) {
      const refused = sandbox.sendStyle({ photo, preset: fast[0]!, options, user });
      assert.match(await refusalOf(sandbox, refused), sentence);
    }
    assert.deepEqual(await jobsIn(stage), []);
  });

  it('suggest presets for the blend too', async (test) => {
    const { sandbox, startBot } = await openStage(test);
    await startBot();
    await sandbox.ready();
    const options = { preset: fast[0]!, blend: 'wave' };
    const choices = await sandbox.autocomplete({ command: 'style', options, focused: 'blend' });
    assert.ok(choices.some(({ value }) => value === 'great-wave'));
  });
});

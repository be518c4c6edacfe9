import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { type ErrorCode, sentenceFor } from '@atelier/bot/errors.ts';
import type { ClipPlan } from '@atelier/contract/clip.ts';
import { AtelierError, type ErrorData } from '@atelier/contract/errors.ts';
import { sharp } from '@atelier/core/images/sharp.ts';
import { type Settings, writeSettings } from '@atelier/queue/settings.ts';
import { openWorkshop } from '@atelier/queue/workshop.ts';
import { filmStart, withFilms } from '../support/clips.ts';
import { testLog } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { openStage, query, refusalOf, type Stage, textOf } from './support.ts';

const says = (code: ErrorCode, data: ErrorData = {}) => sentenceFor('en-US', new AtelierError(code, data));

/** Even frames, each of another grey. */
async function gif(frames: number, { width = 32, height = 24, delay = 100 } = {}): Promise<Uint8Array> {
  const pixels = Buffer.alloc(3 * width * height * frames);
  for (let i = 0; i < frames; i++) pixels.fill(i % 251, 3 * width * height * i, 3 * width * height * (i + 1));
  const raw = { width, height: height * frames, channels: 3, pageHeight: height } as const;
  return sharp(pixels, { raw, limitInputPixels: false })
    .gif({ delay: Array(frames).fill(delay), loop: 0, effort: 1, keepDuplicateFrames: true })
    .toBuffer();
}

/** A film as ffmpeg makes it of these inputs. */
async function film(...args: string[]): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-film-'));
  try {
    const file = join(folder, 'film.mp4');
    const made = spawnSync('ffmpeg', ['-loglevel', 'error', ...args, file]);
    assert.equal(made.status, 0, String(made.stderr));
    return await readFile(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

interface Row {
  clip: ClipPlan | null;
  first_frame: boolean;
  quality: string;
}

/** The job that an order became, as far as it moves. */
async function jobOf(stage: Stage, order: object): Promise<Row> {
  const interaction = stage.sandbox.sendStyle({ preset: 'starry-night', quality: 'fast', ...order } as never);
  return eventually('a job', async () => {
    const refusal = interaction.messages.find(({ onlyFor }) => onlyFor !== null);
    if (refusal && textOf(refusal) !== '') throw new Error(`Refused: ${textOf(refusal)}`);
    const sql = `select clip, first_frame, quality from atelier.jobs where interaction_id = '${interaction.id}'`;
    return (await query<Row>(stage, sql))[0];
  });
}

describe('/style with what moves', () => {
  it('refuses each bad clip with its sentence, and goes on', withFilms, async (test) => {
    const stage = await openStage(test);
    await stage.startBot();
    await stage.sandbox.ready();
    const good = await gif(5);
    const black = ['-f', 'lavfi', '-i', 'color=black:s=64x48:r=5:d=1'];
    const whole = await film(...black);
    const silence = await film('-f', 'lavfi', '-i', 'anullsrc=d=1', '-vn');
    const cases: [fileName: string, bytes: Uint8Array, code: ErrorCode, data?: ErrorData][] = [
      ['none.mp4', Buffer.from('not a film, just text'), 'clip.unknown-type'],
      ['cut-off.mp4', whole.subarray(0, 200), 'clip.damaged'],
      ['sound.mp4', silence, 'clip.no-frames'],
      [
        'wide.gif',
        await gif(2, { width: 10_000, height: 600 }),
        'clip.too-large',
        { width: 10_000, height: 600, limit: 4096 },
      ],
      [
        'tiny.gif',
        await gif(3, { width: 8, height: 8 }),
        'image.too-small',
        { width: 8, height: 8, limit: 16 },
      ],
    ];
    for (const [fileName, bytes, code, data] of cases) {
      const interaction = stage.sandbox.sendStyle({ photo: bytes, fileName, preset: 'starry-night' });
      assert.ok((await refusalOf(stage.sandbox, interaction)).endsWith(says(code, data)), fileName);
    }
    const after = await jobOf(stage, { photo: good, fileName: 'good.gif' });
    assert.deepEqual([after.quality, after.clip?.frames], ['clip-fast', 5]);
  });

  it('takes what is odd and can be painted', async (test) => {
    const stage = await openStage(test);
    await stage.startBot();
    await stage.sandbox.ready();
    const one = await jobOf(stage, { photo: await gif(1), fileName: 'one.gif' });
    assert.deepEqual(one, { clip: null, first_frame: false, quality: 'fast' });
    const whole = await gif(7, { delay: 0 });
    const hasty = await jobOf(stage, { photo: whole, fileName: 'hasty.gif' });
    assert.deepEqual([hasty.clip?.frames, hasty.clip?.seconds], [7, 0.7]);
    const cut = await jobOf(stage, { photo: whole.subarray(0, whole.length - 60), fileName: 'cut-off.gif' });
    assert.ok(cut.clip!.frames < 7, 'as far as it goes');
    const endless = await gif(3000, { width: 16, height: 16, delay: 40 });
    const long = await jobOf(stage, { photo: endless, fileName: 'long.gif' });
    assert.deepEqual([long.clip?.frames, long.clip?.seconds, long.clip?.whole], [250, 10, 120]);
    // high quality paints each frame at the usual size of a still, not of a fast clip
    const large = { photo: await gif(2, { width: 1000, height: 500 }), fileName: 'large.gif', user: 'grace' };
    const high = await jobOf(stage, { ...large, quality: 'high' });
    assert.deepEqual([high.quality, high.clip?.width, high.clip?.source.width], ['clip-high', 512, 1000]);
    assert.equal((await jobOf(stage, large)).clip?.width, 720);
  });

  it('paints as much as the server says', async (test) => {
    const stage = await openStage(test);
    await settled(stage, { clipSeconds: 3, clipSide: 256, clipRate: 10 });
    await stage.startBot();
    await stage.sandbox.ready();
    const { clip } = await jobOf(stage, { photo: await gif(100, LONG), fileName: 'a.gif' });
    assert.deepEqual([clip?.frames, clip?.seconds, clip?.width, clip?.whole], [30, 3, 256, 5]);
    assert.deepEqual(clip?.limits, { seconds: 3, side: 256, rate: 10 });
  });

  for (const [who, settings, environment] of [
    ['the server', { clips: false }, {}],
    ['the operator', {}, { clips: false }],
  ] as const) {
    it(`paints the first picture, and no film, where ${who} has switched clips off`, async (test) => {
      const stage = await openStage(test);
      await settled(stage, settings);
      await stage.startBot(environment);
      await stage.sandbox.ready();
      const still = await jobOf(stage, { photo: await gif(9), fileName: 'a.gif' });
      assert.deepEqual(still, { clip: null, first_frame: true, quality: 'fast' });
      const film = stage.sandbox.sendStyle({ photo: filmStart(), fileName: 'a.mp4', preset: 'starry-night' });
      assert.ok((await refusalOf(stage.sandbox, film)).endsWith(says('clip.off')));
    });
  }
});

const LONG = { width: 400, height: 300, delay: 50 };

async function settled(stage: Stage, settings: Partial<Settings>): Promise<void> {
  const workshop = await openWorkshop({ databaseUrl: stage.databaseUrl, log: testLog });
  stage.defer(() => workshop.close());
  await writeSettings(workshop, stage.sandbox.guildId, settings);
}

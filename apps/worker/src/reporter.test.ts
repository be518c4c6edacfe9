import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ClaimedJob } from '@atelier/contract/job.ts';
import type { Payload } from '@atelier/discord/reply/payload.ts';
import { createLog } from '@atelier/runtime/log.ts';
import type { PaintProgress } from './painter.ts';
import { Reporter, type ReporterOptions } from './reporter.ts';

const job = { preset: 'starry-night', quality: 'high', createdAt: new Date(0) } as ClaimedJob;
const log = createLog('test', { write: () => {} }, 'silent');

const PREVIEW = { bytes: new Uint8Array(1), type: 'webp' } as const;

function progressAt(
  iteration: number,
  preview: PaintProgress['preview'] = async () => PREVIEW,
): PaintProgress {
  const figures = { iteration, iterations: 100, fraction: iteration / 100, width: 8, height: 8 };
  return { ...figures, content: 1, style: 1, total: 2, preview };
}

/** A reporter with a clock that the test moves, and what it has shown. */
function stage(given: Partial<ReporterOptions> = {}) {
  const clock = { now: 0 };
  const shown: Payload[] = [];
  let lost = 0;
  const reporter = new Reporter({
    job,
    log,
    record: async () => true,
    edit: async (payload) => void shown.push(payload),
    onLost: () => void lost++,
    now: () => clock.now,
    ...given,
  });
  /** lets what was begun come to its end */
  const settle = () => new Promise((done) => setImmediate(done));
  return { clock, shown, reporter, settle, lost: () => lost };
}

describe('the reporter', () => {
  it('shows nothing of a picture that is ready within a second', async () => {
    const { clock, shown, reporter } = stage();
    reporter.report(progressAt(1));
    clock.now = 999;
    reporter.report(progressAt(2));
    await reporter.finish();
    assert.equal(shown.length, 0);
  });

  it('edits at most every 3 s, one edit at a time', async () => {
    const under: (() => void)[] = [];
    const { clock, reporter, settle } = stage({ edit: () => new Promise<void>((done) => under.push(done)) });
    for (let second = 1; second <= 9; second++) {
      clock.now = second * 1000;
      reporter.report(progressAt(second));
      await settle();
    }
    assert.equal(under.length, 1, 'the first edit has not come back');
    under[0]!();
    await settle();
    reporter.report(progressAt(10));
    await settle();
    assert.equal(under.length, 2);
    under[1]!();
    await settle();
    clock.now += 2999;
    reporter.report(progressAt(11));
    await settle();
    assert.equal(under.length, 2);
  });

  it('finish waits for the edit under way, and begins none after it', async () => {
    const gate = Promise.withResolvers<void>();
    const { clock, reporter, settle } = stage({ edit: () => gate.promise });
    clock.now = 1000;
    reporter.report(progressAt(1));
    await settle();
    let finished = false;
    const finishing = reporter.finish().then(() => {
      finished = true;
    });
    await settle();
    assert.equal(finished, false);
    gate.resolve();
    await finishing;
    clock.now = 60_000;
    reporter.report(progressAt(2));
    await settle();
    assert.equal(finished, true);
  });

  it('begins no edit when the picture was finished while the preview was made', async () => {
    const gate = Promise.withResolvers<typeof PREVIEW>();
    const { clock, shown, reporter, settle } = stage();
    clock.now = 1000;
    reporter.report(progressAt(1, () => gate.promise));
    await settle();
    const finishing = reporter.finish();
    gate.resolve(PREVIEW);
    await finishing;
    assert.equal(shown.length, 0);
  });

  it('survives an edit and a preview that fail', async () => {
    const { clock, reporter, settle } = stage({
      edit: () => Promise.reject(new Error('503')),
    });
    clock.now = 1000;
    reporter.report(progressAt(1));
    await settle();
    clock.now = 4000;
    reporter.report(progressAt(2, () => Promise.reject(new Error('no'))));
    await settle();
    await reporter.finish();
  });

  it('shows nothing of a picture that was finished before its preview was made', async () => {
    const { clock, shown, reporter } = stage();
    clock.now = 1000;
    reporter.report(progressAt(1, async () => null));
    await reporter.finish();
    assert.equal(shown.length, 0);
  });

  it('says once that the claim is lost, and shows nothing any more', async () => {
    const { clock, shown, reporter, settle, lost } = stage({ record: async () => false });
    for (clock.now = 1000; clock.now < 20_000; clock.now += 3000) {
      reporter.report(progressAt(1));
      await settle();
    }
    assert.equal(lost(), 1);
    assert.equal(shown.length, 0);
  });

  it('stops editing when the token is about to die', async () => {
    const { clock, shown, reporter, settle } = stage();
    clock.now = 14.6 * 60_000;
    reporter.report(progressAt(1));
    await settle();
    await reporter.finish();
    assert.equal(shown.length, 0);
  });
});

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Order } from '@atelier/contract/order-schema.ts';
import { createLog } from '@atelier/runtime/log.ts';
import { Lane } from './lane.ts';
import { learnApart } from './lanes.ts';
import type { PaintedJob, PaintOptions } from './painter.ts';
import { type PainterLimits, painterLimits } from './painter-process.ts';

const main = new URL('../../../test/support/odd-painter.ts', import.meta.url);
const settings = { engine: 'auto', device: 'auto', threads: 1, memory: null } as const;
const log = createLog('test', { write: () => {} }, 'silent');

/** Mostly the limits of the product; one is short where a test waits for it. */
async function openLane(test: TestContext, given: Partial<PainterLimits> = {}): Promise<Lane> {
  const { lane } = await Lane.open({
    settings,
    log,
    main,
    limits: { ...painterLimits(undefined), ...given },
  });
  test.after(() => lane.close());
  return lane;
}

function odd(preset: string, seed = 1): PaintedJob {
  const photo = new Uint8Array(300_000).fill(seed);
  return {
    ...Order.parse({ preset, quality: 'fast', seed }),
    photo,
    style: null,
    checkpoint: null,
    presets: [],
    attachmentSizeLimit: 1e7,
  };
}

/** Options with a signal, and a promise of the first progress. */
function sitting() {
  const control = new AbortController();
  const begun = Promise.withResolvers<Parameters<PaintOptions['onProgress']>[0]>();
  return { control, begun: begun.promise, options: { signal: control.signal, onProgress: begun.resolve } };
}

const paint = (lane: Lane, preset: string, seed?: number) => lane.paint(odd(preset, seed), sitting().options);

/** The next picture is painted, by another process. */
async function goesOn(lane: Lane, before: number | undefined): Promise<void> {
  const { engine } = await paint(lane, 'quick');
  assert.notEqual(engine, String(before));
  assert.equal(engine, String(lane.pid));
}

describe('a painter process', () => {
  it('paints one picture after the other, the bytes unchanged, and stays', async (test) => {
    const lane = await openLane(test);
    const results = await Promise.all([1, 2, 3].map((seed) => paint(lane, 'quick', seed)));
    assert.deepEqual(
      results.map(({ seed, engine, picture }) => [seed, engine, picture.length, picture[299_999]]),
      [1, 2, 3].map((seed) => [seed, String(lane.pid), 300_000, seed]),
    );
  });

  it('shows a preview when it is asked, and none once it has ended', async (test) => {
    const lane = await openLane(test);
    const { control, begun, options } = sitting();
    const painting = lane.paint(odd('slow', 9), options);
    const progress = await begun;
    assert.equal((await progress.preview())?.bytes[0], 9);
    control.abort();
    await assert.rejects(painting, { name: 'AbortError' });
    assert.equal(await progress.preview(), null);
  });

  it('killed in the middle: its picture fails, the next one is painted', async (test) => {
    const lane = await openLane(test);
    const { begun, options } = sitting();
    const painting = lane.paint(odd('slow'), options);
    await begun;
    const before = lane.pid!;
    process.kill(before, 'SIGKILL');
    await assert.rejects(painting, { code: 'job.worker-lost' });
    await goesOn(lane, before);
  });

  it('that crashes: its picture fails, the next one is painted', async (test) => {
    const lane = await openLane(test);
    const before = lane.pid;
    await assert.rejects(paint(lane, 'dying'), { code: 'job.worker-lost' });
    await goesOn(lane, before);
  });

  it('that is frozen (SIGSTOP) is replaced', async (test) => {
    const lane = await openLane(test, { silentMs: 3000 });
    const { begun, options } = sitting();
    const painting = lane.paint(odd('slow'), options);
    await begun;
    const before = lane.pid!;
    process.kill(before, 'SIGSTOP');
    await assert.rejects(painting, (error: Error) => /no sign of life/.test(String(error.cause)));
    await goesOn(lane, before);
  });

  it('that waits for ever is replaced; one that computes is not', async (test) => {
    const lane = await openLane(test, { stuckMs: 3000 });
    const before = lane.pid;
    await assert.rejects(paint(lane, 'stuck'), (error: Error) => /nor computed/.test(String(error.cause)));
    await goesOn(lane, before);
    const { control, options } = sitting();
    const painting = lane.paint(odd('deaf'), options);
    const ended = await Promise.race([painting.catch(() => 'ended'), sleep(6000, 'computes')]);
    assert.equal(ended, 'computes');
    control.abort();
    await assert.rejects(painting);
  });

  it('that takes too much memory is replaced, and says so', async (test) => {
    const lane = await openLane(test, { bytes: 400e6 });
    const before = lane.pid;
    await assert.rejects(paint(lane, 'leaking'), { code: 'engine.out-of-memory' });
    await goesOn(lane, before);
  });

  it('stops when it is told to, and stays', async (test) => {
    const lane = await openLane(test, { cancelMs: 10_000 });
    const { control, begun, options } = sitting();
    const before = lane.pid;
    const painting = lane.paint(odd('slow'), options);
    await begun;
    control.abort(new Error('cancelled'));
    await assert.rejects(painting, /cancelled/);
    assert.equal((await paint(lane, 'quick')).engine, String(before));
  });

  it('that does not stop is killed; meanwhile the worker hears everything', async (test) => {
    const lane = await openLane(test);
    const { control, begun, options } = sitting();
    const before = lane.pid;
    const painting = lane.paint(odd('deaf'), options);
    await begun;
    let turns = 0;
    const counter = setInterval(() => turns++, 10);
    while (turns <= 10) await sleep(50);
    clearInterval(counter);
    control.abort(new Error('cancelled'));
    await assert.rejects(painting, /cancelled/);
    await goesOn(lane, before);
  });

  it('tells errors with code and cause', async (test) => {
    const lane = await openLane(test);
    await assert.rejects(paint(lane, 'throwing'), (error: Error & { code: string }) => {
      assert.equal(error.code, 'internal');
      assert.match((error.cause as Error).message, /fell over/);
      assert.match((error.cause as Error).stack ?? '', /odd-painter/);
      return true;
    });
  });

  it('measures when it is asked, before the next picture, and no more when it has begun that', async (test) => {
    const lane = await openLane(test);
    const first = await paint(lane, 'quick, then quick');
    assert.equal(first.losses.length, 0);
    const order: string[] = [];
    await Promise.all([
      first.measure!().then(({ length }) => order.push(`${length} losses`)),
      paint(lane, 'quick, then quick').then(() => order.push('the next')),
    ]);
    assert.deepEqual(order, ['2 losses', 'the next']);
    await assert.rejects(first.measure!(), (error: Error) => /at hand/.test(String(error.cause)));
    assert.equal((await paint(lane, 'quick')).measure, undefined);
  });

  it('that dies while it measures costs the losses alone', async (test) => {
    const lane = await openLane(test);
    const before = lane.pid;
    const { measure } = await paint(lane, 'quick, then dying');
    await assert.rejects(measure!(), { code: 'job.worker-lost' });
    await goesOn(lane, before);
  });

  it('renewed is another one', async (test) => {
    const lane = await openLane(test);
    const before = lane.pid;
    await lane.renew();
    await goesOn(lane, before);
  });

  it('ends when its worker is killed, although it computes', async () => {
    const worker = spawn(
      process.execPath,
      [
        '--input-type=module',
        '--eval',
        `const { Lane } = await import(${JSON.stringify(new URL('./lane.ts', import.meta.url))});
         const { painterLimits } = await import(${JSON.stringify(new URL('./painter-process.ts', import.meta.url))});
         const limits = painterLimits(undefined);
         const log = { warn() {} };
         const { lane } = await Lane.open({ settings: {}, limits, log, main: new URL(${JSON.stringify(main)}) });
         const onProgress = () => console.log(lane.pid);
         lane.paint({ ...${JSON.stringify({ ...odd('deaf'), photo: null })}, photo: new Uint8Array(1) },
                    { signal: new AbortController().signal, onProgress });`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const [line] = await once(worker.stdout, 'data');
    const pid = Number(line);
    assert.ok(isThere(pid));
    worker.kill('SIGKILL');
    for (const end = Date.now() + 30_000; isThere(pid); await sleep(50)) {
      assert.ok(Date.now() < end, 'the painter goes on without its worker');
    }
  });
});

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('a lesson', () => {
  const learn = (
    title: string,
    { signal, begun }: { signal?: AbortSignal; begun?: (part: number) => void } = {},
  ) =>
    learnApart(
      { settings, limits: painterLimits(undefined), main },
      { painting: new Uint8Array(1000).fill(7), title, artist: '', year: '', moods: [] },
      { signal: signal ?? new AbortController().signal, onProgress: begun ?? (() => {}) },
    );

  it('has a process of its own from its beginning to its end', async () => {
    let part = 0;
    const { bytes } = await learn('quick', { begun: (now) => (part = now) });
    assert.deepEqual([bytes.length, bytes[999], part], [1000, 7, 0.5]);
  });

  it('stops when it is cancelled, also where nothing is heard', async () => {
    for (const title of ['slow', 'deaf']) {
      const control = new AbortController();
      const learning = learn(title, {
        signal: control.signal,
        begun: () => control.abort(new Error('cancelled')),
      });
      await assert.rejects(learning, /cancelled/);
    }
  });

  it('whose process dies ends with an error that another worker may do better than', async () => {
    await assert.rejects(learn('dying'), { code: 'job.worker-lost' });
    await assert.rejects(learn('throwing'), { code: 'internal' });
  });
});

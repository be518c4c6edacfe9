import { rename, rm } from 'node:fs/promises';
import { CLIP_LIMITS } from '@atelier/contract/clip.ts';
import { AtelierError } from '@atelier/core/errors.ts';
import type { Clip } from '@atelier/core/moving/clip.ts';
import { movingTypeOf, openClip } from '@atelier/core/moving/open-clip.ts';
import { paintClip } from '@atelier/core/moving/paint-clip.ts';
import { SegmentPacker } from '@atelier/core/moving/segment.ts';
import { type ClipWriter, clipFormatOf, writeClip } from '@atelier/core/moving/write-clip.ts';
import { lossCsv } from '@atelier/core/report/loss-csv.ts';
import { lossPlot } from '@atelier/core/report/loss-plot.ts';
import type { LossRow } from '@atelier/core/report/progress.ts';
import { checkedNumber, OPTIONS } from '@atelier/core/transfer/options.ts';
import type { PaintRequest } from '@atelier/core/transfer/request.ts';
import { Presets, SingleBar } from 'cli-progress';
import { ClipState } from './clip-state.ts';
import { type EngineFlags, openEngine } from './engine-flags.ts';
import { expectPng, expectWritable, reasonOf, write } from './files.ts';
import { ready } from './getting-ready.ts';
import type { OrderFlags } from './order-flags.ts';
import type { RecordFlags } from './style-record.ts';

/** Of `atelier style`, for what moves. */
export interface ClipFlags extends OrderFlags, RecordFlags, EngineFlags {
  out: string;
  json?: boolean;
  dryRun?: boolean;
  /** of the clip */
  seconds?: number;
  /** frames a second at most */
  fps?: number;
}

/** Whether a moving picture is asked for, with a file that can move as the result: what moves. */
export async function wantsClip(file: string, out: string): Promise<boolean> {
  const type = await movingTypeOf(file).catch((cause) => {
    throw new AtelierError('file.unreadable', { file, reason: reasonOf(cause) }, cause);
  });
  // what is no picture at all is told so by whoever opens it
  return type !== 'still' && (type !== null || !out.toLowerCase().endsWith('.webp'));
}

type ClipRequest = Omit<PaintRequest, 'photo' | 'engine'>;

/**
 * `atelier style` for a clip: frame by frame into the file, what is finished saved every second beside it. Ctrl-C
 * stops; the same command goes on. Throws AtelierError.
 */
export async function styleClip(file: string, flags: ClipFlags, request: ClipRequest): Promise<void> {
  const { out, quality } = flags;
  const seconds = checkedNumber('--seconds', flags.seconds ?? CLIP_LIMITS.seconds, { min: 0.1, max: 3600 });
  const rate = checkedNumber('--fps', flags.fps ?? CLIP_LIMITS.rate, { min: 1, max: 60 });
  const format = clipFormatOf(out);
  refuseForClips(flags);
  expectPng('--plot', flags.plot);
  await expectWritable(out, flags.plot, flags.losses);
  const usual = quality === 'fast' ? CLIP_LIMITS.side : OPTIONS.size.high.default;
  const clip = await openClip(file, { seconds, rate, side: flags.size ?? usual });
  const state = await ClipState.open(file, flags);
  const { width, height, loop } = clip;
  const soundOf = clip.sound ? { file, codec: clip.soundCodec } : undefined;
  const unfinished = state.pathOf(`painted.${format}`);
  const writer = await writeClip({
    file: unfinished,
    format,
    width,
    height,
    rate: clip.rate,
    loop,
    soundOf,
  });
  const engine = await openEngine(flags);
  const stop = new AbortController();
  const onStop = () => stop.abort();
  process.once('SIGINT', onStop).once('SIGTERM', onStop);
  try {
    const done = await painted({ ...request, engine, signal: stop.signal }, { clip, state, writer });
    await rename(unfinished, out);
    await state.remove();
    if (flags.plot) await write(flags.plot, await lossPlot(done.losses, { title: 'losses over the frames' }));
    if (flags.losses) await write(flags.losses, Buffer.from(lossCsv(done.losses)));
    print(clip, done, flags);
  } catch (error) {
    await writer.abandon();
    await rm(unfinished, { force: true });
    if (stop.signal.aborted && error instanceof AtelierError) {
      error.message = `Stopped: ${state.frames} of ${clip.count} frames are kept, and the same command goes on from there.`;
    }
    throw error;
  } finally {
    process.off('SIGINT', onStop).off('SIGTERM', onStop);
    await engine.close();
  }
}

interface Done {
  frames: number;
  took: number;
  losses: LossRow[];
}

async function painted(
  request: ClipRequest & Pick<PaintRequest, 'engine' | 'signal'>,
  { clip, state, writer }: { clip: Clip; state: ClipState; writer: ClipWriter },
): Promise<Done> {
  const bar = clipBar(clip.count);
  const begun = performance.now();
  const losses: LossRow[] = [];
  try {
    const resume = await state.replay(async (frame) => {
      await writer.write(frame);
      if (frame.losses !== null) losses.push(frame.losses);
    });
    let frames = resume?.frames ?? 0;
    let second = new SegmentPacker();
    bar.start(frames);
    for await (const frame of paintClip({ ...request, clip, resume })) {
      await writer.write(frame);
      await second.add(frame);
      if (frame.losses !== null) losses.push(frame.losses);
      bar.update(++frames);
      if (second.seconds < 1) continue;
      await state.save(second);
      second = new SegmentPacker();
    }
    await writer.finish();
    return { frames, took: (performance.now() - begun) / 1000, losses };
  } finally {
    bar.stop();
  }
}

/** Flags that mean nothing for a clip. */
function refuseForClips(flags: ClipFlags): void {
  for (const name of ['timeLapse', 'keepIn', 'keepEvery', 'dryRun'] as const) {
    if (flags[name] === undefined) continue;
    const option = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    throw new AtelierError('option.invalid', { option, expected: 'a still picture', received: 'a clip' });
  }
}

/** On stderr, where that is a terminal. */
function clipBar(total: number) {
  const format = '{bar} {percentage} % | frame {value}/{total} | {rate} frames/s | {left} left';
  ready();
  const bar = new SingleBar(
    { stream: process.stderr, format, clearOnComplete: true, hideCursor: true },
    Presets.shades_classic,
  );
  let [begun, first] = [0, 0];
  const words = (frames: number) => {
    const rate = (frames - first) / ((performance.now() - begun) / 1000);
    if (!(rate > 0)) return { rate: '–', left: '–' };
    return { rate: rate.toPrecision(2), left: `${Math.ceil(Math.max(0, total - frames) / rate)} s` };
  };
  return {
    start(frames: number) {
      [begun, first] = [performance.now(), frames];
      bar.start(total, frames, words(frames));
    },
    update: (frames: number) => bar.update(Math.min(frames, total), words(frames)),
    stop: () => bar.stop(),
  };
}

function print(clip: Clip, { frames, took, losses }: Done, { out, json }: ClipFlags): void {
  const { width, height } = clip;
  const trimmed = clip.trimmed?.seconds ?? null;
  if (json) {
    process.stdout.write(
      `${JSON.stringify({ width, height, frames, seconds: took, trimmed, losses, out })}\n`,
    );
    return;
  }
  const rate = (frames / took).toPrecision(2);
  process.stdout.write(
    `${out}: ${width}×${height}, ${frames} frames, ${took.toFixed(1)} s, ${rate} frames/s\n`,
  );
  if (trimmed === null) return;
  const [kept, whole] = [clip.seconds, trimmed].map((value) => value.toFixed(1));
  process.stdout.write(`The first ${kept} s of ${whole} s were painted; --seconds takes more.\n`);
}

import { resolve } from 'node:path';
import type { ClipLimits } from '@atelier/contract/clip.ts';
import { throwIfCancelled } from '../cancel.ts';
import { AtelierError } from '../errors.ts';
import { fit } from '../images/resize.ts';
import { toSrgb } from '../images/to-srgb.ts';
import { onPaper } from './animation.ts';
import { type Clip, checkSides, type Frame } from './clip.ts';
import { type ProbedStream, Program, probe } from './ffmpeg.ts';
import { filmSignal, isHdrFilm, steadyPeak } from './film-colours.ts';
import type { Demuxer } from './film-type.ts';

/** Frames a second where a film says nothing that can be believed. */
const USUAL_RATE = 25;
/** Lines from which a film that names no matrix is BT.709, else BT.601. */
const HD_LINES = 720;

/**
 * MP4, MOV or WebM by ffmpeg, frame by frame: upright, square pixels, constant rate. Errors: clip.no-ffmpeg,
 * clip.damaged, clip.no-frames, clip.too-large.
 */
export async function openFilm(named: string, demuxer: Demuxer, limits: ClipLimits): Promise<Clip> {
  const file = resolve(named); // ffmpeg takes what stands before a colon for a protocol
  const { streams = [], format } = await probe(file, demuxer);
  const video = streams.find((s) => s.codec_type === 'video' && s.disposition?.attached_pic !== 1);
  if (video?.width === undefined || video.height === undefined || video.width * video.height === 0) {
    throw new AtelierError('clip.no-frames');
  }
  checkSides({ width: video.width, height: video.height });
  const whole = Number(video.duration ?? format?.duration);
  const known = Number.isFinite(whole) && whole > 0;
  const seconds = known ? Math.min(whole, limits.seconds) : limits.seconds;
  const rate = rateOf(video, limits.rate);
  const upright = uprightSize(video);
  const size = fit(
    upright.width,
    upright.height,
    Math.min(limits.side, Math.max(upright.width, upright.height)),
  );
  // what a container claims may be too short: read on to the limit
  const plan = { file, demuxer, video, seconds: limits.seconds, rate, ...size };
  const sound = streams.find(({ codec_type }) => codec_type === 'audio');
  return {
    kind: 'film',
    ...size,
    source: upright,
    count: Math.max(1, Math.round(seconds * rate.value)),
    seconds,
    loop: 1,
    rate: rate.value,
    sound: sound !== undefined,
    soundCodec: sound?.codec_name ?? null,
    trimmed: known && whole > limits.seconds + 0.05 ? { seconds: whole } : null,
    frames: (signal) => filmFrames(plan, signal),
  };
}

interface Rate {
  /** as ffmpeg takes it, such as 30000/1001 */
  text: string;
  value: number;
}

function rateOf({ avg_frame_rate, r_frame_rate }: ProbedStream, most: number): Rate {
  for (const text of [avg_frame_rate, r_frame_rate]) {
    const [, over, under] = /^(\d+)\/(\d+)$/.exec(text ?? '') ?? [];
    const value = Number(over) / Number(under);
    // a phone's film of variable rate has an average with a long fraction, which the containers do not like
    const text2 = Number(under) <= 1001 ? `${over}/${under}` : String(Math.round(value * 1000) / 1000);
    if (Number.isFinite(value) && value > 0) return value > most ? rate(String(most)) : rate(text2);
  }
  return rate(String(Math.min(USUAL_RATE, most)));
}

function rate(text: string): Rate {
  const [over, under = '1'] = text.split('/');
  return { text, value: Number(over) / Number(under) };
}

/** What ffmpeg hands out: turned by the film's flag, with square pixels. */
function uprightSize({ width = 0, height = 0, ...video }: ProbedStream): { width: number; height: number } {
  const flag = video.side_data_list?.find(({ rotation }) => rotation !== undefined)?.rotation;
  const turned = Math.abs(Number(flag ?? video.tags?.rotate ?? 0)) % 180 === 90;
  const [, over, under] = /^(\d+):(\d+)$/.exec(video.sample_aspect_ratio ?? '') ?? [];
  const aspect = Number(over) / Number(under);
  const wide = aspect > 0 && Number.isFinite(aspect) ? Math.round(width * aspect) : width;
  return turned ? { width: height, height: wide } : { width: wide, height };
}

interface FilmPlan {
  file: string;
  demuxer: Demuxer;
  video: ProbedStream;
  seconds: number;
  rate: Rate;
  width: number;
  height: number;
}

async function* filmFrames(plan: FilmPlan, stop?: AbortSignal): AsyncGenerator<Frame> {
  const {
    width,
    height,
    rate: { value },
  } = plan;
  const signal = filmSignal(plan.video);
  const program = await Program.start('ffmpeg', readArguments(plan, signal !== undefined));
  const size = width * height * 4 * (signal === undefined ? 1 : 2);
  const peak = steadyPeak();
  const seconds = 1 / value;
  let count = 0;
  try {
    for await (const pixels of pieces(lively(program), size)) {
      throwIfCancelled(stop);
      if (signal === undefined) yield { ...onPaper(pixels, { width, height }), seconds };
      else {
        const samples = { width, height, data: new Uint16Array(pixels.buffer), most: 65_535 };
        yield { image: toSrgb(samples, signal, (light) => peak(light, seconds)), alpha: null, seconds };
      }
      count++;
    }
    await program.end().catch((cause: unknown) => {
      // a film that is cut off is painted as far as it goes
      if (count === 0) throw new AtelierError('clip.damaged', {}, cause);
    });
    if (count === 0) throw new AtelierError('clip.no-frames');
  } finally {
    await program.kill();
  }
}

/** deep: with 16 bits a sample, little end first */
function readArguments(
  { file, demuxer, video, seconds, rate: { text }, width, height }: FilmPlan,
  deep: boolean,
): string[] {
  const decoder = alphaDecoder(video);
  const untagged = video.color_space === undefined || video.color_space === 'unknown';
  const guessed = isHdrFilm(video) ? 'bt2020' : (video.height ?? 0) >= HD_LINES ? 'bt709' : null;
  const matrix = untagged && guessed !== null ? `:in_color_matrix=${guessed}` : '';
  const flags = 'lanczos+accurate_rnd+full_chroma_int';
  const format = deep ? 'rgba64le' : 'rgba';
  const filters = `fps=${text},scale=${width}:${height}:flags=${flags}${matrix},format=${format}`;
  const input = ['-protocol_whitelist', 'file', '-f', demuxer, ...decoder, '-i', file];
  const output = ['-map', `0:${video.index}`, '-t', String(seconds), '-vf', filters, '-f', 'rawvideo', '-'];
  return ['-nostdin', '-max_alloc', String(2 ** 30), ...input, ...output];
}

/** ffmpeg's own decoders of VP8 and VP9 leave the alpha out. */
const ALPHA_DECODERS = new Map([
  ['vp8', 'libvpx'],
  ['vp9', 'libvpx-vp9'],
]);

function alphaDecoder({ codec_name, tags = {} }: ProbedStream): string[] {
  const alpha = tags.alpha_mode === '1' || tags.ALPHA_MODE === '1';
  const decoder = ALPHA_DECODERS.get(codec_name ?? '');
  return alpha && decoder !== undefined ? ['-c:v', decoder] : [];
}

/** Seconds without a byte after which a decoder counts as hanging: a frame takes a tenth of one. */
const HANGS = 60;

/** What a program writes; one that writes nothing for too long is killed. Only the waiting counts. */
async function* lively(program: Program): AsyncGenerator<Uint8Array> {
  const chunks = program.stdout[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  for (;;) {
    const timer = setTimeout(() => program.child.kill('SIGKILL'), HANGS * 1000);
    const { value, done } = await chunks.next().finally(() => clearTimeout(timer));
    if (done) return;
    yield value;
  }
}

/** A stream in pieces of one size; what is left at its end is dropped. */
async function* pieces(stream: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  let piece = new Uint8Array(size);
  let filled = 0;
  for await (const chunk of stream) {
    for (let at = 0; at < chunk.length; ) {
      const taken = chunk.subarray(at, at + size - filled);
      piece.set(taken, filled);
      filled += taken.length;
      at += taken.length;
      if (filled < size) continue;
      yield piece;
      piece = new Uint8Array(size);
      filled = 0;
    }
  }
}

import { type ChildProcess, fork } from 'node:child_process';
import { totalmem } from 'node:os';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { LossRow, Result } from '@atelier/contract/job.ts';
import type { Preview } from '@atelier/discord/reply/progress.ts';
import { AtelierError } from '@atelier/queue/errors.ts';
import type { Learnt } from '@atelier/queue/work-lessons.ts';
import {
  type Answer,
  BEAT_MS,
  type Beat,
  beatOf,
  type FromPainter,
  type PainterCard,
  PULSE_FD,
  type ToPainter,
  uncarried,
} from './channel.ts';
import {
  type ClipJob,
  type ClipOptions,
  type LearnOptions,
  type LearntLesson,
  type PaintedJob,
  type PaintedResult,
  type PainterSettings,
  type PaintOptions,
  paintedClipOf,
  paintedJobOf,
} from './painter.ts';

export interface PainterLimits {
  /** bytes of memory of the process */
  bytes: number;
  /** ms that a cancelled painting gets to stop by itself; then its process is killed */
  cancelMs: number;
  /** ms without a beat after which the process counts as frozen */
  silentMs: number;
  /** ms for which the main thread may neither turn nor compute */
  stuckMs: number;
  /** ms from the start to the end of the trial picture */
  startMs: number;
}

/** memory: bytes that a painting may take as asked for; undefined: not asked for */
export function painterLimits(memory: number | undefined): PainterLimits {
  // constrained: by a container; 0 or absurdly large where it is not
  const machine = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  return {
    // half as much again as a painting may take, and what stays between paintings: more is a leak
    bytes: Math.min(1.5 * (memory ?? 3e9) + 1.5e9, 0.9 * machine),
    cancelMs: 400,
    silentMs: 10_000,
    stuckMs: 60_000,
    startMs: 180_000,
  };
}

export interface PainterProcessOptions {
  settings: PainterSettings;
  limits: PainterLimits;
  /** what runs in the process: calls `servePainter`; default: the engine of core */
  main?: URL;
}

interface Done {
  result: Answer;
  /** its losses can be asked for by this id; null: they are known */
  unmeasured: number | null;
}

interface Errand extends PromiseWithResolvers<Done> {
  onProgress: PaintOptions['onProgress'];
  onCheckpoint: PaintOptions['onCheckpoint'];
  onLearning: LearnOptions['onProgress'];
  onSegment: ClipOptions['onSegment'];
  previews: PromiseWithResolvers<Preview | null>[];
}

/** What takes less than a second is not cancelled. */
const UNSTOPPABLE = new AbortController().signal;

/** ms between two looks whether it still gives signs of life */
const LOOK_MS = 500;
/** share of `stuckMs` in CPU time below which nothing is computed: the pulse alone takes a tenth of it */
const IDLE_SHARE = 0.03;

/**
 * One painter process, from its start to its end; see `Lane` for what comes after. It is killed when it takes too much,
 * does not stop when told to, or hangs. Where its worker dies, it ends by itself.
 */
export class PainterProcess {
  /** after the trial picture; rejects when it cannot be opened, or ends before */
  readonly ready: Promise<PainterCard>;
  /** why it ended */
  readonly gone: Promise<AtelierError>;
  readonly #child: ChildProcess;
  readonly #limits: PainterLimits;
  readonly #errands = new Map<number, Errand>();
  readonly #ready = Promise.withResolvers<PainterCard>();
  readonly #timers: NodeJS.Timeout[];
  #lastId = 0;
  #beat: Beat | null = null;
  /** the beat at which the main thread was last seen turning or computing */
  #awake: Beat | null = null;
  #beatsAsleep = 0;
  /** it has given a sign of life, and so should go on giving them */
  #isUp = false;
  #heard = true;
  #silentMs = 0;
  /** why it was killed */
  #reason: AtelierError | null = null;

  constructor({
    settings,
    limits,
    main = new URL('./painter-main.ts', import.meta.url),
  }: PainterProcessOptions) {
    this.#limits = limits;
    this.ready = this.#ready.promise;
    this.ready.catch(() => {});
    this.#child = fork(fileURLToPath(main), {
      execArgv: [],
      serialization: 'advanced',
      // what it or a native library prints goes to the log
      stdio: ['ignore', 2, 2, 'ipc', 'pipe'],
    });
    const ended = Promise.withResolvers<AtelierError>();
    this.gone = ended.promise;
    this.#timers = [
      setInterval(() => this.#look(), LOOK_MS).unref(),
      setTimeout(() => this.kill(lost('did not get ready in time')), limits.startMs).unref(),
    ];
    this.#child.on('message', (message: FromPainter) => this.#hear(message));
    this.#child.on('exit', (code, signal) => {
      ended.resolve(this.#end(lost(`ended with ${signal ?? `exit code ${code}`}`)));
    });
    // it could not be started; a message that could not be sent ends in `exit` too
    this.#child.on('error', (error) => {
      if (this.#child.pid === undefined) ended.resolve(this.#end(lost('could not be started', error)));
    });
    const pulse = this.#child.stdio[PULSE_FD] as Readable | null | undefined;
    pulse?.on('error', () => {});
    if (pulse) createInterface({ input: pulse }).on('line', (line) => this.#feel(beatOf(line)));
    this.#say({ kind: 'open', settings });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Killed, or about to be gone. */
  get isEnding(): boolean {
    return this.#reason !== null;
  }

  /** Bytes of memory that it takes now. */
  get bytes(): number {
    return this.#beat?.rss ?? 0;
  }

  /** See `Painter.paint`. */
  async paint(job: PaintedJob, { signal, onProgress, onCheckpoint }: PaintOptions): Promise<PaintedResult> {
    const say = (id: number) => this.#say({ kind: 'paint', id, job: paintedJobOf(job) });
    const { result, unmeasured } = await this.#run(say, signal, { onProgress, onCheckpoint });
    const painted = result as Result;
    return unmeasured === null ? painted : { ...painted, measure: () => this.#measure(unmeasured) };
  }

  async #measure(painted: number): Promise<LossRow[]> {
    const say = (id: number) => this.#say({ kind: 'measure', id, painted });
    return (await this.#run(say, UNSTOPPABLE, {})).result as LossRow[];
  }

  /** A clip whose file is in the folder, see `ClipOptions`. */
  async paintClip(job: ClipJob, { folder, signal, onProgress, onSegment }: ClipOptions): Promise<Result> {
    const say = (id: number) => this.#say({ kind: 'clip', id, job: paintedClipOf(job), folder });
    return (await this.#run(say, signal, { onProgress, onSegment })).result as Result;
  }

  /** See `Painter.learn`. */
  async learn(lesson: LearntLesson, { signal, onProgress: onLearning }: LearnOptions): Promise<Learnt> {
    const { painting, title, artist, year, moods } = lesson;
    const asked = { painting, title, artist, year, moods };
    const say = (id: number) => this.#say({ kind: 'learn', id, lesson: asked });
    return (await this.#run(say, signal, { onLearning })).result as Learnt;
  }

  async #run(
    say: (id: number) => void,
    signal: AbortSignal,
    {
      onProgress = () => {},
      onLearning = () => {},
      onSegment = () => {},
      onCheckpoint,
    }: Partial<Pick<Errand, 'onProgress' | 'onLearning' | 'onSegment' | 'onCheckpoint'>>,
  ): Promise<Done> {
    signal.throwIfAborted();
    if (this.#reason !== null) throw this.#reason;
    const id = ++this.#lastId;
    const answer = Promise.withResolvers<Done>();
    const errand: Errand = { ...answer, onProgress, onLearning, onSegment, onCheckpoint, previews: [] };
    this.#errands.set(id, errand);
    let killer: NodeJS.Timeout | undefined;
    const cancel = () => {
      this.#say({ kind: 'cancel', id });
      killer = setTimeout(() => this.kill(lost('did not stop when it was told to')), this.#limits.cancelMs);
    };
    signal.addEventListener('abort', cancel, { once: true });
    try {
      say(id);
      return await errand.promise;
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      clearTimeout(killer);
      signal.removeEventListener('abort', cancel);
      this.#errands.delete(id);
      for (const { resolve } of errand.previews) resolve(null);
    }
  }

  /** Ends it at once; `reason` is what its paintings end with. */
  kill(reason: AtelierError): void {
    this.#reason ??= reason;
    this.#child.kill('SIGKILL');
  }

  #say(message: ToPainter): void {
    // one that does not arrive is followed by the end of the process
    this.#child.send(message, () => {});
  }

  #hear(message: FromPainter): void {
    const errand = 'id' in message ? this.#errands.get(message.id) : undefined;
    if (message.kind === 'ready') {
      clearTimeout(this.#timers[1]);
      this.#isUp = true;
      this.#ready.resolve(message.card);
    } else if (message.kind === 'refused') this.kill(uncarried(message.error));
    else if (message.kind === 'done') {
      const { id, result, unmeasured = false } = message;
      errand?.resolve({ result, unmeasured: unmeasured ? id : null });
    } else if (message.kind === 'failed') errand?.reject(uncarried(message.error));
    else if (message.kind === 'segment') errand?.onSegment(message.segment);
    else if (message.kind === 'learning') errand?.onLearning(message.fraction);
    else if (message.kind === 'preview') errand?.previews.shift()?.resolve(message.preview);
    else if (message.kind === 'checkpoint') errand?.onCheckpoint?.(message.checkpoint);
    else errand?.onProgress({ ...message.row, preview: () => this.#previewOf(message.id) });
  }

  async #previewOf(id: number): Promise<Preview | null> {
    const errand = this.#errands.get(id);
    if (errand === undefined) return null;
    const wanted = Promise.withResolvers<Preview | null>();
    errand.previews.push(wanted);
    this.#say({ kind: 'preview', id });
    return wanted.promise;
  }

  #feel(beat: Beat): void {
    this.#heard = true;
    this.#isUp = true;
    this.#beat = beat;
    if (beat.rss > this.#limits.bytes) this.kill(this.#tooMuch(beat.rss));
    const { turns, cpuMs } = this.#awake ?? { turns: -1, cpuMs: 0 };
    if (turns !== beat.turns || cpuMs + IDLE_SHARE * this.#limits.stuckMs < beat.cpuMs) {
      this.#awake = beat;
      this.#beatsAsleep = 0;
    } else if (++this.#beatsAsleep * BEAT_MS >= this.#limits.stuckMs) {
      this.kill(lost('neither answered nor computed'));
    }
  }

  /** Counted in looks rather than by the clock: a worker that was asleep itself has heard nothing either. */
  #look(): void {
    this.#silentMs = this.#heard || !this.#isUp ? 0 : this.#silentMs + LOOK_MS;
    this.#heard = false;
    if (this.#silentMs >= this.#limits.silentMs) this.kill(lost('gave no sign of life'));
  }

  #tooMuch(rss: number): AtelierError {
    const [taken, limit] = [rss, this.#limits.bytes].map((bytes) => Math.round(bytes / 1e6));
    return new AtelierError(
      'engine.out-of-memory',
      {},
      new Error(`The painter took ${taken} of ${limit} MB`),
    );
  }

  #end(otherwise: AtelierError): AtelierError {
    for (const timer of this.#timers) clearInterval(timer);
    this.#reason ??= otherwise;
    this.#ready.reject(this.#reason);
    for (const { reject } of this.#errands.values()) reject(this.#reason);
    return this.#reason;
  }
}

function lost(what: string, cause?: unknown): AtelierError {
  return new AtelierError('job.worker-lost', {}, new Error(`The painter process ${what}`, { cause }));
}

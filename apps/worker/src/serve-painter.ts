import { writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Preview } from '@atelier/discord/reply/progress.ts';
import { BEAT_MS, carried, type FromPainter, type ToPainter } from './channel.ts';
import type {
  PaintedResult,
  PainterSettings,
  PaintOptions,
  PaintProgress,
  ServedPainter,
} from './painter.ts';

/** Niceness of a process that yields: beside one that computes as usual it gets a tenth of the time. */
const YIELDING = 10;

/** A painter process from its first message to the end of its worker; `open`: what paints in it. */
export function servePainter(open: (settings: PainterSettings) => Promise<ServedPainter>): void {
  startPulse();
  dieBeforeOthers();
  // Ctrl-C in a terminal and a service manager's SIGTERM reach everybody; the worker says when a painter has to go
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
  process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));

  let painter: ServedPainter;
  const running = new Map<number, { control: AbortController; latest: PaintProgress | null }>();
  /** of the picture that was painted last; until then, it keeps that picture */
  let unmeasured: { id: number; measure: NonNullable<PaintedResult['measure']> } | null = null;
  const paint = async (asked: Extract<ToPainter, { kind: 'paint' | 'clip' }>) => {
    const { id } = asked;
    unmeasured = null;
    const errand = { control: new AbortController(), latest: null as PaintProgress | null };
    running.set(id, errand);
    try {
      const options: PaintOptions = {
        signal: errand.control.signal,
        onProgress: (progress) => {
          errand.latest = progress;
          const { preview: _preview, ...row } = progress;
          say({ kind: 'progress', id, row });
        },
        onCheckpoint: (checkpoint) => say({ kind: 'checkpoint', id, checkpoint }),
      };
      const painted: PaintedResult = await (asked.kind === 'paint'
        ? painter.paint(asked.job, options)
        : clipBy(painter, asked.job, {
            ...options,
            folder: asked.folder,
            onSegment: (segment) => say({ kind: 'segment', id, segment }),
          }));
      const { measure, ...result } = painted;
      if (measure) unmeasured = { id, measure };
      say({ kind: 'done', id, result, unmeasured: measure !== undefined });
    } catch (error) {
      say({ kind: 'failed', id, error: carried(error) });
    } finally {
      running.delete(id);
    }
  };
  const measure = async ({ id, painted }: Extract<ToPainter, { kind: 'measure' }>) => {
    try {
      if (unmeasured?.id !== painted) throw new Error('The picture is not at hand any more');
      const { measure: losses } = unmeasured;
      unmeasured = null;
      say({ kind: 'done', id, result: await losses() });
    } catch (error) {
      say({ kind: 'failed', id, error: carried(error) });
    }
  };
  const learn = async ({ id, lesson }: Extract<ToPainter, { kind: 'learn' }>) => {
    const control = new AbortController();
    running.set(id, { control, latest: null });
    try {
      if (painter.learn === undefined) throw new Error('This painter cannot learn presets');
      const result = await painter.learn(lesson, {
        signal: control.signal,
        onProgress: (fraction) => say({ kind: 'learning', id, fraction }),
      });
      say({ kind: 'done', id, result });
    } catch (error) {
      say({ kind: 'failed', id, error: carried(error) });
    } finally {
      running.delete(id);
    }
  };
  const show = async (id: number) => {
    const made: Promise<Preview | null> = running.get(id)?.latest?.preview() ?? Promise.resolve(null);
    // a preview that cannot be made harms no painting
    say({ kind: 'preview', id, preview: await made.catch(() => null) });
  };
  process.on('message', async (message: ToPainter) => {
    if (message.kind === 'paint' || message.kind === 'clip') return paint(message);
    if (message.kind === 'learn') return learn(message);
    if (message.kind === 'measure') return measure(message);
    if (message.kind === 'preview') return show(message.id);
    if (message.kind === 'cancel') return running.get(message.id)?.control.abort();
    try {
      // before the engine's threads are there, which take it over
      if (message.settings.yields) setPriority(YIELDING);
      painter = await open(message.settings);
      const { name, device, reason, memory, trouble } = painter;
      say({
        kind: 'ready',
        card: {
          name,
          device,
          reason,
          memory,
          trouble: trouble ? carried(trouble) : null,
          learns: painter.learn !== undefined,
        },
      });
    } catch (error) {
      say({ kind: 'refused', error: carried(error) });
    }
  });
}

async function clipBy(painter: ServedPainter, ...asked: Parameters<NonNullable<ServedPainter['paintClip']>>) {
  if (painter.paintClip === undefined) throw new Error('This painter paints no clips');
  return painter.paintClip(...asked);
}

function say(message: FromPainter): void {
  // with the channel gone the process ends
  process.send?.(message, undefined, undefined, () => {});
}

/** Counts the turns of this thread's event loop for the thread that tells of them. */
function startPulse(): void {
  const turns = new Int32Array(new SharedArrayBuffer(4));
  setInterval(() => Atomics.add(turns, 0, 1), BEAT_MS);
  new Worker(new URL('./pulse-thread.ts', import.meta.url), { workerData: { turns } });
}

/** Where memory runs out for the whole machine, Linux takes the painter rather than the worker or the database. */
function dieBeforeOthers(): void {
  if (process.platform !== 'linux') return;
  try {
    writeFileSync('/proc/self/oom_score_adj', '500');
  } catch {
    // a sandbox without /proc: then the kernel decides by size, which mostly means the painter too
  }
}

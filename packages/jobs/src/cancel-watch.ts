import { LIMITS } from '@atelier/contract/limits.ts';
import type { PoolClient } from 'pg';
import { CANCEL_CHANNEL, findCancelled } from './store/claims.ts';
import type { Workshop } from './workshop.ts';

export interface CancelWatch {
  /** Aborts when the job is cancelled; `release` when the job is done with. */
  follow(jobId: string): { signal: AbortSignal; release(): void };
  stop(): void;
}

/**
 * Tells a worker at once that a job of its own was cancelled: pg-boss's own signal fires only at the next
 * heartbeat. It listens on a connection of the pool, and looks once a second while something is followed, which
 * finds what was missed while the connection was down, or behind a pooler that passes no NOTIFY.
 */
export function watchCancels({ pool, log }: Workshop): CancelWatch {
  const followed = new Map<string, AbortController>();
  let listener: PoolClient | null = null;
  let opening = false;
  let stopped = false;
  const cancel = (jobId: string) => followed.get(jobId)?.abort(new Error('the job was cancelled'));

  const letGo = (error?: Error) => {
    const client = listener;
    listener = null;
    // its LISTEN must not go on in somebody else's hands
    client?.release(error ?? true);
  };
  const listen = async () => {
    if (listener !== null || opening || stopped) return;
    opening = true;
    try {
      const client = await pool.connect();
      listener = client;
      client.on('notification', ({ payload }) => cancel(payload ?? ''));
      client.once('error', letGo);
      await client.query(`listen ${CANCEL_CHANNEL}`);
      if (stopped) letGo();
    } catch (err) {
      letGo();
      log.debug({ err }, 'listening for cancelled jobs failed; they are looked for');
    } finally {
      opening = false;
    }
  };
  const look = async () => {
    void listen();
    if (followed.size === 0) return;
    const ids = [...followed.keys()];
    await findCancelled(pool, ids).then(
      (found) => found.forEach(cancel),
      (err: unknown) => log.debug({ err }, 'looking for cancelled jobs failed; it is done again'),
    );
  };
  void listen();
  const timer = setInterval(() => void look(), LIMITS.cancelPollSeconds * 1000).unref();

  return {
    follow(jobId) {
      const controller = new AbortController();
      followed.set(jobId, controller);
      const release = () => {
        if (followed.get(jobId) === controller) followed.delete(jobId);
      };
      return { signal: controller.signal, release };
    },
    stop() {
      stopped = true;
      clearInterval(timer);
      letGo();
    },
  };
}

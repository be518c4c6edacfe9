import { LIMITS } from '@atelier/contract/limits.ts';
import { CANCEL_CHANNEL, findCancelled } from './store/claims.ts';
import type { Workshop } from './workshop.ts';

export interface CancelWatch {
  /** Aborts when the job is cancelled; `release` when the job is done with. */
  follow(jobId: string): { signal: AbortSignal; release(): void };
  stop(): void;
}

/**
 * Tells a worker at once that a job of its own was cancelled: pg-boss's own signal fires only at the next
 * heartbeat. It also looks once a second while something is followed, which finds what was missed while the listening
 * connection was down, or behind a pooler that passes no NOTIFY.
 */
export function watchCancels({ pool, listener, outage }: Workshop): CancelWatch {
  const followed = new Map<string, AbortController>();
  const cancel = (jobId: string) => followed.get(jobId)?.abort(new Error('the job was cancelled'));
  let looking = false;
  const look = async () => {
    if (looking || followed.size === 0) return;
    looking = true;
    try {
      (await findCancelled(pool, [...followed.keys()])).forEach(cancel);
    } catch (error) {
      outage.report(error, 'looking for cancelled jobs failed; it is done again');
    } finally {
      looking = false;
    }
  };
  const unlisten = listener.listen(CANCEL_CHANNEL, cancel, () => void look());
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
      clearInterval(timer);
      unlisten();
    },
  };
}

import type { Log } from '@atelier/runtime/log.ts';

/** ms for which the same warning is not repeated: a long backlog is warned of at every look, which is every second */
const WARN_EVERY_MS = 600_000;

/** Every kind of warning that pg-boss has: how its message begins, where it does not name its kind, and what to do. */
export const QUEUE_WARNINGS = {
  slow_query: {
    begins: 'Warning: slow query',
    advice: 'look at the load of the database server, and at pg_stat_activity for what it waits for',
  },
  queue_backlog: {
    begins: 'Warning: large queue backlog',
    advice: 'start more workers for this queue, or see with “atelier fleet stuck” why nothing takes its jobs',
  },
  clock_skew: {
    begins: 'Warning: Clock skew',
    advice: 'set the clock of this machine or of the database server: NTP keeps both right',
  },
  listen_notify_unavailable: {
    advice:
      'nothing has to be done: jobs are found every few seconds. For less delay, give DATABASE_URL an address past the pooler',
  },
  invalid_schedule: {
    begins: 'Warning: schedule',
    advice:
      'Atelier has no schedules: whoever made one in its database should delete it from pgboss.schedule',
  },
  index_bloat: {
    begins: 'Warning: index',
    advice: 'run REINDEX INDEX CONCURRENTLY for this index as the role that owns it',
  },
  xmin_horizon: {
    begins: 'Warning: the database transaction horizon is pinned',
    advice: 'end the transaction or drop the replication slot that it names',
  },
  autovacuum_disabled: {
    begins: 'Warning: autovacuum is disabled',
    advice: 'turn it on again: ALTER TABLE pgboss.… RESET (autovacuum_enabled) for the table that it names',
  },
  monitor_backoff: {
    begins: 'Warning: queue monitoring spent long enough',
    advice:
      'the table of entries has grown: see why its jobs are not taken, and whether the server is short of memory',
  },
  transactional_pool_headroom: { advice: 'give ATELIER_DATABASE_CONNECTIONS a larger number' },
  transaction_timeout_probe: {
    advice: 'nothing has to be done: Atelier has limits of its own for transactions',
  },
} as const satisfies Record<string, { begins?: string; advice: string }>;

type Kind = keyof typeof QUEUE_WARNINGS;

/** Writes each kind into the log once in ten minutes, with what to do. */
export function queueWarnings(log: Log): (warning: { message: string; data: unknown }) => void {
  const saidAt = new Map<string, number>();
  return ({ message, data }) => {
    const { values: _values, ...rest } = (data ?? {}) as { values?: unknown; type?: unknown };
    const kind = kindOf(message, rest.type);
    // of one that is not known: the figures that follow change from one time to the next
    const known = kind ?? message.split(/["\d]/, 1)[0]!;
    if (Date.now() - (saidAt.get(known) ?? Number.NEGATIVE_INFINITY) < WARN_EVERY_MS) return;
    saidAt.set(known, Date.now());
    log.warn({ data: rest, ...(kind && { kind, advice: QUEUE_WARNINGS[kind].advice }) }, message);
  };
}

const BEGINNINGS: readonly (readonly [string, { readonly begins?: string; readonly advice: string }])[] =
  Object.entries(QUEUE_WARNINGS);

function kindOf(message: string, type: unknown): Kind | undefined {
  const found = BEGINNINGS.find(
    ([kind, { begins }]) => kind === type || (begins !== undefined && message.startsWith(begins)),
  );
  return found?.[0] as Kind | undefined;
}

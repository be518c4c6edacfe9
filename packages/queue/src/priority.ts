import { LIMITS } from '@atelier/contract/limits.ts';
import type { Quality } from '@atelier/contract/order.ts';

/** s since 1970 of 1 January 2026: keeps the number small enough for an integer until 2094 */
const BEGINNING = 1_767_225_600;

/** Open jobs, waiting or being painted, at the moment of a submit. */
export interface OpenBefore {
  /** of the person */
  all: number;
  /** of everybody in the person's server, up to `LIMITS.serverTurn.most`; 0 outside servers */
  ofGuild: number;
}

/**
 * The place of a job in its queue; higher comes first. It is minus the second at which the job's turn is due:
 * now for a person's first job, later for each further one of the person or the server. So a flood waits behind
 * everybody's first jobs, a busy server's many do not make a quiet one's few wait, and as the moment is fixed, a job that
 * has waited long enough comes before any newcomer: ageing without a write.
 * Rejected: minus the number of open jobs (somebody's fourth could wait for ever), and raising it by and by (writes
 * into pg-boss's table).
 * @param now s since 1970, by the database's clock
 */
export function priorityOf(quality: Quality, { all, ofGuild }: OpenBefore, now: number): number {
  const turns = all + LIMITS.serverTurn.share * ofGuild;
  return -Math.floor(now - BEGINNING + turns * LIMITS.turnSeconds[quality]);
}

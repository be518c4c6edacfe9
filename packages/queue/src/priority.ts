import { LIMITS } from '@atelier/contract/limits.ts';
import type { Quality } from '@atelier/contract/order.ts';

/** s since 1970 of 1 January 2026: keeps the number small enough for an integer until 2094 */
const BEGINNING = 1_767_225_600;

/**
 * The place of a job in its queue; higher comes first. It is minus the second at which the job's turn is due:
 * now for a person's first job, later for each further one. So a flood waits behind everybody's first jobs, and
 * as the moment is fixed, a job that has waited long enough comes before any newcomer: ageing without a write.
 * Rejected: minus the number of open jobs (somebody's fourth could wait for ever), and raising it by and by (writes
 * into pg-boss's table).
 * @param open jobs that the person has waiting or being painted
 * @param now s since 1970, by the database's clock
 */
export function priorityOf(quality: Quality, open: number, now: number): number {
  return -(Math.floor(now) - BEGINNING + open * LIMITS.turnSeconds[quality]);
}

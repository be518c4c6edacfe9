import { LIMITS } from '@atelier/contract/limits.ts';
import type { Quality } from '@atelier/contract/order.ts';
import type { Placed } from './store/turns.ts';

/** s since 1970 of 1 January 2026: keeps the number small enough for an integer until 2094 */
export const BEGINNING = 1_767_225_600;

/**
 * The place of a job in its queue is its priority, and higher comes first: minus the second at which its turn is due.
 * Outside servers that is now for a person's first job, and a turn later for each further one. A server's jobs are due one
 * after the other, and who of a server comes first is settled between its persons (`giveWay`). So a flood waits behind
 * everybody's first jobs, a busy server's many do not make a quiet one's few wait, and as newcomers never push a moment
 * back for long, a job that has waited long enough comes before any of them: ageing without a write.
 * Rejected: minus the number of open jobs (somebody's fourth could wait for ever); one moment for both, a turn for each
 * of the person's and a part of one for each of the server's (either a person's second comes before others' firsts, or a
 * quiet server's second behind all of a busy one's firsts).
 * @param turn open jobs that the person has already
 * @param last priority of the last that waits of the person's server; null: there is none, or it is outside servers
 * @param now s since 1970, by the database's clock
 */
export function priorityOf(
  quality: Quality,
  { turn, last, inServer }: { turn: number; last: number | null; inServer: boolean },
  now: number,
): number {
  const seconds = LIMITS.turnSeconds[quality];
  const due = Math.floor(now) - BEGINNING;
  if (!inServer) return -(due + turn * seconds);
  return Math.min(-due, (last ?? Number.POSITIVE_INFINITY) - LIMITS.serverTurn * seconds);
}

/** The priority below which one that waits of a server makes a newcomer's turn later than now. */
export function heldUpBelow(quality: Quality, now: number): number {
  return BEGINNING - Math.floor(now) + LIMITS.serverTurn * LIMITS.turnSeconds[quality];
}

/**
 * Lets a newcomer of a server come before those of the same server whose own turn is later: it takes the place of the
 * first of the next turn, which takes that of the first of the turn after it, and the last takes the newcomer's. The
 * server as a whole comes as often as before.
 * @param last the newcomer's place behind all of its server
 * @param later the first job of each later turn, in the order of turns
 * @returns the newcomer's place, and those that are another one now
 */
export function giveWay(last: number, later: readonly Placed[]): { priority: number; moved: Placed[] } {
  const chain: Placed[] = [];
  // what has come to stand out of order, as by two submits at once, stays where it is
  for (const one of later)
    if (one.priority > last && one.priority < (chain.at(-1)?.priority ?? Number.POSITIVE_INFINITY))
      chain.push(one);
  const places = [...chain.map(({ priority }) => priority), last];
  const [priority = last, ...others] = places;
  return { priority, moved: chain.map(({ id }, i) => ({ id, priority: others[i] ?? last })) };
}

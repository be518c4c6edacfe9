import { randomBytes } from 'node:crypto';

/** Discord's epoch, 2015-01-01T00:00:00Z, ms. */
const EPOCH = 1_420_070_400_000n;

/**
 * Snowflakes as Discord makes them: 42 bits of ms since 2015, 10 bits of worker, 12 bits of a counter.
 * Strictly rising even when the clock stands still, because messages are sorted by their id.
 */
export function snowflakes(now: () => number): () => string {
  let last = 0n;
  return () => {
    const fromClock = (BigInt(Math.floor(now())) - EPOCH) << 22n;
    last = fromClock > last ? fromClock : last + 1n;
    return last.toString();
  };
}

/** A bot token of Discord's shape: base64(application id) . timestamp . secret. Random at every start. */
export function botToken(applicationId: string): string {
  const id = Buffer.from(applicationId).toString('base64url');
  return `${id}.${randomBytes(4).toString('base64url')}.${randomBytes(28).toString('base64url')}`;
}

/** An interaction's token: Discord's are base64 of "interaction:ID:secret". */
export function interactionToken(interactionId: string): string {
  return Buffer.from(`interaction:${interactionId}:${randomBytes(48).toString('hex')}`).toString('base64url');
}

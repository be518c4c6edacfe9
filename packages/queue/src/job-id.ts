import { createHash } from 'node:crypto';

/**
 * The id of the job that an interaction makes: known before it is submitted, so that a button under "in the
 * queue" can name it, and the same when the interaction arrives twice. A UUID of version 8 (RFC 9562), made
 * of the first 122 bits of SHA-256.
 */
export function jobIdOf(interactionId: string): string {
  const bytes = createHash('sha256').update(`atelier.job ${interactionId}`).digest();
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}

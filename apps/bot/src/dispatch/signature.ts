import { createPublicKey, type KeyObject, verify } from 'node:crypto';

/** What DER puts before the 32 bytes of an Ed25519 public key (RFC 8410). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** The key as the developer portal shows it, 32 bytes in hexadecimal. */
export function publicKeyOf(hex: string): KeyObject {
  const key = Buffer.concat([SPKI_PREFIX, Buffer.from(hex, 'hex')]);
  return createPublicKey({ key, format: 'der', type: 'spki' });
}

/** Whether Discord signed this: Ed25519 over the timestamp's and the body's bytes, one after the other. */
export function isSigned(
  key: KeyObject,
  body: Buffer,
  headers: { signature: string | undefined; timestamp: string | undefined },
): boolean {
  const { signature, timestamp } = headers;
  if (timestamp === undefined || signature === undefined || !/^[0-9a-f]{128}$/i.test(signature)) return false;
  const signed = Buffer.concat([Buffer.from(timestamp), body]);
  return verify(null, signed, key, Buffer.from(signature, 'hex'));
}

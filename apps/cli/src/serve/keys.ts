import { createHash, timingSafeEqual } from 'node:crypto';
import { AtelierError } from '@atelier/runtime/errors.ts';
import type { Owner } from './orders.ts';

/** Letters that a key has at least: nobody guesses them. */
const LEAST = 16;

/** Whose orders they are where no key is asked for. */
const ANYBODY: Owner = '1';

/** Who may order. */
export class Keys {
  readonly #digests: readonly Buffer[];

  /** `text`: keys with commas between, as ATELIER_API_KEYS says them. Error: environment.invalid. */
  constructor(text: string | undefined) {
    const keys = (text ?? '')
      .split(',')
      .map((key) => key.trim())
      .filter(Boolean);
    if (keys.some((key) => key.length < LEAST || !/^[\x21-\x7e]+$/.test(key))) {
      throw new AtelierError('environment.invalid', {
        variable: 'ATELIER_API_KEYS',
        expected: `keys of at least ${LEAST} letters, digits and signs, with commas between them`,
        // they are secrets
        received: 'another',
      });
    }
    this.#digests = keys.map(digestOf);
  }

  get asked(): boolean {
    return this.#digests.length > 0;
  }

  /** Whose key stands in an `Authorization` header; null: nobody's. */
  ownerOf(header: string | undefined): Owner | null {
    if (!this.asked) return ANYBODY;
    const [, key] = /^Bearer +([\x21-\x7e]+)$/i.exec(header ?? '') ?? [];
    if (key === undefined) return null;
    const digest = digestOf(key);
    // all of them are compared, so that time tells nothing
    const found = this.#digests.filter((known) => timingSafeEqual(known, digest));
    return found.length === 0 ? null : digest.readBigUInt64BE().toString();
  }
}

function digestOf(key: string): Buffer {
  return createHash('sha256').update(`atelier.key ${key}`).digest();
}

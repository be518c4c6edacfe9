import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** The key pair with which Discord signs what it posts to an interactions endpoint. */
export interface Keys {
  privateKey: KeyObject;
  /** 32 bytes in hexadecimal, as the developer portal shows it. */
  publicKey: string;
}

export function makeKeys(): Keys {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const { x } = publicKey.export({ format: 'jwk' });
  return { privateKey, publicKey: Buffer.from(String(x), 'base64url').toString('hex') };
}

/** The headers of a signed request: Ed25519 over timestamp and body, as bytes one after the other. */
export function signed(keys: Keys, timestamp: string, body: string): Record<string, string> {
  return {
    'X-Signature-Ed25519': sign(null, Buffer.from(timestamp + body), keys.privateKey).toString('hex'),
    'X-Signature-Timestamp': timestamp,
  };
}

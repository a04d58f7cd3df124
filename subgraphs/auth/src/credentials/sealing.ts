import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Keeps secrets at rest: `open(seal(text, name), name)` is the text; another name or any changed bit is an error. */
export type Sealing = {
  seal(text: string, name: string): Buffer;
  open(sealed: Buffer, name: string): string;
};

const algorithm = 'aes-256-gcm';
/** NIST SP 800-38D §8.2: 96 bits; random is safe for far more keys than one a day. */
const nonceBytes = 12;
const tagBytes = 16;

/** AES-256-GCM under a secret of 32 bytes, as nonce, tag and ciphertext; the name is authenticated with it. */
export function createSealing(secret: Buffer): Sealing {
  return {
    seal(text, name) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv(algorithm, secret, nonce).setAAD(Buffer.from(name));
      const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]);
    },

    open(sealed, name) {
      const tag = sealed.subarray(nonceBytes, nonceBytes + tagBytes);
      const decipher = createDecipheriv(algorithm, secret, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes });
      decipher.setAAD(Buffer.from(name)).setAuthTag(tag);
      const text = Buffer.concat([decipher.update(sealed.subarray(nonceBytes + tagBytes)), decipher.final()]);
      return text.toString('utf8');
    },
  };
}

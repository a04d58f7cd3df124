import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { createBulkhead } from './bulkhead.ts';

export type Passwords = {
  hash(password: string): Promise<string>;
  /** Whether the password is the one behind the hash. Without a hash the answer is no, after the same time. */
  matches(passwordHash: string | undefined, password: string): Promise<boolean>;
};

/** Argon2id with OWASP's first choice (Password Storage Cheat Sheet): 19 MiB, two passes, one lane. */
const options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/**
 * One hash keeps a core busy for tens of milliseconds on libuv's pool of four threads. Two at a time leave half of the
 * pool to names and files; 100 that wait are a few seconds of work: a flood is refused, not queued up.
 */
const concurrency = 2;
const queue = 100;

/** Passwords as argon2id hashes. Refuses RATE_LIMITED when too many are to be hashed at once. */
export async function createPasswords(): Promise<Passwords> {
  const turn = createBulkhead(concurrency, queue);
  const nobodys = await hash(randomBytes(32).toString('base64'), options);
  return {
    hash: (password) => turn(() => hash(password, options)),

    async matches(passwordHash, password) {
      const same = await turn(() => verify(passwordHash ?? nobodys, password));
      return same && passwordHash !== undefined;
    },
  };
}

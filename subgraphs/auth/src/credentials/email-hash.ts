import { createHash } from 'node:crypto';

/** How an address is counted and told of where it may be nobody's: SHA-256 as hex. */
export function hashEmail(email: string): string {
  return createHash('sha256').update(email).digest('hex');
}

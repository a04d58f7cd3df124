import { createHash } from 'node:crypto';
import type { Reading } from './reading.ts';

/** SHA-256 hex over what a change is, and over nothing else: no order, no wording, no other change. */
export function fingerprintOf({ code, coordinate, essence }: Reading): string {
  return createHash('sha256')
    .update(JSON.stringify([code, coordinate, ...essence]))
    .digest('hex');
}

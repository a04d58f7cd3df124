import { createHash } from 'node:crypto';

/** The name of a text: the SHA-256 of its UTF-8 in hex. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

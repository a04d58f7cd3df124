import { createHash, timingSafeEqual } from 'node:crypto';
import type { Grant } from './access.ts';

/** The types of keys that rover knows, and `SCOPED` for those whose grants were chosen one by one. */
export type KeyType = (typeof keyTypes)[number];

/** All of them. */
export const keyTypes = ['OPERATOR', 'SUBGRAPH', 'ROUTER', 'GATEWAY', 'GRAPH', 'SCOPED'] as const;

/** A key without its secret. */
export type ApiKey = {
  readonly id: string;
  readonly name: string;
  readonly type: KeyType;
  readonly grants: readonly Grant[];
  /** What of the secret may be shown. */
  readonly masked: string;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly expiresAt: Date | null;
  /** Up to a minute late. */
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
};

/** A secret as it is kept: nothing that opens anything. */
export type Secret = { readonly hash: string; readonly masked: string };

/**
 * Writes a key down as clients are given it, `service:<scope>:<secret>`; `random` are 256 bits of chance. The scope
 * is for people who read it, and for clients that show all but the secret.
 */
export function printKey(scope: string, random: Buffer): string {
  return `service:${scope}:${random.toString('base64url')}`;
}

/** What is kept of a key. */
export function secretOf(key: string): Secret {
  return { hash: createHash('sha256').update(key, 'utf8').digest('hex'), masked: mask(key) };
}

/** Whether both are the same key, found out in a time that does not tell where they differ. */
export function isSameKey(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(secretOf(one).hash), Buffer.from(secretOf(other).hash));
}

function mask(key: string): string {
  return `${key.slice(0, key.lastIndexOf(':') + 1)}****${key.slice(-4)}`;
}

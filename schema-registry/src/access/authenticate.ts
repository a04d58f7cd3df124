import type { IncomingHttpHeaders } from 'node:http';
import { createBoundedCache, everyTenant, log, type Transaction } from '@fiscal/kit';
import { type Caller, everyGraph } from '../domain/access.ts';
import { isSameKey, secretOf } from '../domain/key.ts';
import { type Changes, keyBySecret, type OpenedKey } from '../store/index.ts';

/** Finds out whose key it is; undefined for one that opens nothing. */
export type Authenticate = (key: string | undefined) => Promise<Caller | undefined>;

const mostKept = 20_000;
const keptMs = 60 * 60_000;
/** While changes are not heard of, and for what opens nothing, since anybody can make such up. */
const keptShortlyMs = 5_000;
const longestKey = 512;

/**
 * Makes what keys are looked up with. They are kept in memory and let go of when a key changes; of those that are in
 * use `onUse` is told. While the database cannot be reached, those that are known stay good.
 */
export function createAuthenticate(
  transact: Transaction,
  adminKey: string,
  changes: Changes,
  now: () => Date,
  onUse: (keyId: string) => void,
): Authenticate {
  const nowMs = () => now().getTime();
  const newCache = () => createBoundedCache<Known>(mostKept, nowMs);
  let kept = newCache();
  let stale = newCache();
  changes.listen(({ of }) => {
    if (of === 'variant') return;
    // What was kept last serves on only while nobody can be asked.
    if (of === 'everything') stale = kept;
    else stale = newCache();
    kept = newCache();
  });
  const ask = async (hash: string): Promise<Known> => {
    const into = kept;
    try {
      const found = await transact(everyTenant, (db) => keyBySecret(db, hash, now()));
      const known = found ? knownOf(found) : unknown;
      // Not into what replaced it meanwhile: this answer may be older than the change.
      into.set(hash, known, keepUntil(known, found?.opensUntil ?? null, changes.connected(), nowMs()));
      if (stale.get(hash)) stale.set(hash, known, nowMs() + keptMs);
      return known;
    } catch (error) {
      const last = stale.get(hash);
      if (!last) throw error;
      log.warn({ err: error }, 'a key is taken as it was known last');
      return last;
    }
  };
  return async (key) => {
    if (!key || key.length > longestKey) return undefined;
    if (isSameKey(key, adminKey)) return admin;
    const { hash } = secretOf(key);
    const { caller } = kept.get(hash) ?? (await ask(hash));
    if (caller) onUse(caller.keyId);
    return caller;
  };
}

/** The key of a request: `x-api-key`, or what is given as a bearer. */
export function keyOf(headers: IncomingHttpHeaders): string | undefined {
  const key = headers['x-api-key'];
  if (typeof key === 'string') return key;
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
}

type Known = { readonly caller: Caller | undefined };

const unknown: Known = { caller: undefined };

const admin: Caller = {
  keyId: 'admin',
  name: 'admin',
  grants: [{ graphId: everyGraph, variants: '*', subgraphs: '*', permissions: ['manage'] }],
};

function knownOf({ key: { id, name, grants } }: OpenedKey): Known {
  return { caller: { keyId: id, name, grants } };
}

function keepUntil(known: Known, opensUntil: Date | null, connected: boolean, nowMs: number): number {
  const until = nowMs + (known.caller && connected ? keptMs : keptShortlyMs);
  return opensUntil ? Math.min(until, opensUntil.getTime()) : until;
}

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
  let kept = createBoundedCache<Kept>(mostKept, nowMs);
  // Anybody can make up as many as they like: they must not put out those that open something.
  let strangers = createBoundedCache<Kept>(mostKept, nowMs);
  let pending = new Map<string, Promise<Known>>();
  let generation = 0;
  changes.listen(({ of }) => {
    if (of === 'variant') return;
    generation += 1;
    pending = new Map();
    // After a change nothing may be served on; what was kept before merely may be out of date.
    if (of !== 'keys') return;
    kept = createBoundedCache<Kept>(mostKept, nowMs);
    strangers = createBoundedCache<Kept>(mostKept, nowMs);
  });
  const ask = async (hash: string, last: Kept | undefined): Promise<Known> => {
    const [known, unknown, asOf] = [kept, strangers, generation];
    try {
      const found = await transact(everyTenant, (db) => keyBySecret(db, hash, now()));
      const answer = found ? knownOf(found) : opensNothing;
      const into = answer.caller || last?.known.caller ? known : unknown;
      // Not as of what replaced it meanwhile: this answer may be older than the change.
      const askAgainAt = changes.connected() ? Number.POSITIVE_INFINITY : nowMs() + keptShortlyMs;
      into.set(hash, { known: answer, asOf, askAgainAt }, keepUntil(answer, found?.opensUntil ?? null, nowMs()));
      return answer;
    } catch (error) {
      if (!last) throw error;
      log.warn({ err: error }, 'a key is taken as it was known last');
      Object.assign(last, { asOf, askAgainAt: nowMs() + keptShortlyMs });
      return last.known;
    }
  };
  const askOnce = (hash: string, last: Kept | undefined): Promise<Known> => {
    const asking = pending.get(hash) ?? ask(hash, last);
    const among = pending.set(hash, asking);
    const done = () => void (among.get(hash) === asking && among.delete(hash));
    asking.then(done, done);
    return asking;
  };
  return async (key) => {
    if (!key || key.length > longestKey) return undefined;
    if (isSameKey(key, adminKey)) return admin;
    const { hash } = secretOf(key);
    const last = kept.get(hash) ?? strangers.get(hash);
    const isFresh = last && last.asOf === generation && nowMs() < last.askAgainAt;
    const { caller } = isFresh ? last.known : await askOnce(hash, last);
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

type Kept = {
  readonly known: Known;
  /** The changes that were heard of by then. */
  asOf: number;
  askAgainAt: number;
};

const opensNothing: Known = { caller: undefined };

const admin: Caller = {
  keyId: 'admin',
  name: 'admin',
  grants: [{ graphId: everyGraph, variants: '*', subgraphs: '*', permissions: ['manage'] }],
};

/** Names are anybody's choice: the end of the id tells keys of one name apart, and any of them from the admin's. */
function actorName(id: string, name: string): string {
  return `${name} (${id.slice(-8)})`;
}

function knownOf({ key: { id, name, grants } }: OpenedKey): Known {
  return { caller: { keyId: id, name: actorName(id, name), grants } };
}

function keepUntil(known: Known, opensUntil: Date | null, nowMs: number): number {
  const until = nowMs + (known.caller ? keptMs : keptShortlyMs);
  return opensUntil ? Math.min(until, opensUntil.getTime()) : until;
}

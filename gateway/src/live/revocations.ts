import { createBoundedCache, log, Refusal } from '@fiscal/kit';
import { z } from 'zod';
import type { Feed, Membership } from './log/feed.ts';
import type { LiveRecord } from './log/record.ts';

/** Where it is published that a session has ended before its time. */
export type RevocationSource = { readonly topic: string; readonly type: string };

/** Ends what belongs to sessions that are revoked. */
export type Revocations = {
  /**
   * Watches over a session of an organisation until what is given back is called. Errors: Refusal `UNAUTHENTICATED` when
   * it is known to be revoked; `EVENTS_UNAVAILABLE`.
   */
  watch(tenant: string, sessionId: string, onRevoked: () => void): Promise<() => void>;
};

type Watched = {
  users: number;
  readonly opened: Promise<Membership | undefined>;
  readonly sessions: Map<string, Set<() => void>>;
};

const revoked = z.object({ sessionId: z.string() });
const rememberMost = 10_000;
/** Longer than any access token lives. */
const rememberMs = 3_600_000;

/** Makes what watches over sessions; an organisation's are heard of while any of its clients is there. */
export function createRevocations(feed: Feed, { topic, type }: RevocationSource, now: () => number): Revocations {
  const tenants = new Map<string, Watched>();
  const known = createBoundedCache<true>(rememberMost, now);

  const onRecord = (tenant: string, { head, data }: LiveRecord) => {
    if (head?.type !== type) return;
    const read = revoked.safeParse(safely(data));
    if (!read.success) return log.error({ eventId: head.id }, 'a session is revoked, and nobody can read which');
    const { sessionId } = read.data;
    known.set(`${tenant} ${sessionId}`, true, now() + rememberMs);
    for (const onRevoked of [...(tenants.get(tenant)?.sessions.get(sessionId) ?? [])]) onRevoked();
  };
  const open = (tenant: string): Watched => {
    const listener = {
      onRecord: (record: LiveRecord) => onRecord(tenant, record),
      onLost: () => log.error({ topic }, 'events about revoked sessions are lost'),
    };
    return { users: 0, opened: feed.join(tenant, [topic], listener).catch(unlessUnknown), sessions: new Map() };
  };
  const leave = (tenant: string, watched: Watched) => {
    watched.users -= 1;
    if (watched.users > 0) return;
    if (tenants.get(tenant) === watched) tenants.delete(tenant);
    watched.opened.then((membership) => membership?.leave()).catch(() => undefined);
  };

  return {
    async watch(tenant, sessionId, onRevoked) {
      const watched = tenants.get(tenant) ?? open(tenant);
      tenants.set(tenant, watched);
      watched.users += 1;
      const listeners = watched.sessions.get(sessionId) ?? new Set();
      watched.sessions.set(sessionId, listeners.add(onRevoked));
      const release = () => {
        if (!listeners.delete(onRevoked)) return;
        if (listeners.size === 0) watched.sessions.delete(sessionId);
        leave(tenant, watched);
      };
      try {
        const membership = await watched.opened;
        // The next one looks whether there is such a topic by now.
        if (!membership && tenants.get(tenant) === watched) tenants.delete(tenant);
        if (known.get(`${tenant} ${sessionId}`)) throw sessionRevoked();
        return release;
      } catch (error) {
        if (tenants.get(tenant) === watched && !(error instanceof Refusal && error.kind === 'unauthenticated'))
          tenants.delete(tenant);
        release();
        throw error;
      }
    },
  };

  function unlessUnknown(error: unknown): undefined {
    if (!(error instanceof Refusal) || error.code !== 'UNKNOWN_TOPIC') throw error;
    log.warn({ topic }, 'there is no topic that tells of revoked sessions');
    return undefined;
  }
}

function sessionRevoked(): Refusal {
  return new Refusal('unauthenticated', 'UNAUTHENTICATED', 'the session has ended');
}

function safely(data: () => unknown): unknown {
  try {
    return data();
  } catch {
    return undefined;
  }
}

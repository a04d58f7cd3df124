import { Refusal } from '@fiscal/kit';
import type { Caller, Ready } from '../request.ts';
import type { Caps } from './caps.ts';
import type { CursorCodec } from './cursor.ts';
import { left, signedOut } from './ending.ts';
import type { Groups } from './groups.ts';
import type { Hub } from './hub.ts';
import type { Interest } from './interest.ts';
import type { Positions } from './log/record.ts';
import type { ReplayLane } from './log/replay-lane.ts';
import type { FieldMetrics } from './metrics.ts';
import { replay } from './replay.ts';
import type { Revocations } from './revocations.ts';
import { createSession, type Session } from './session.ts';
import { type AskInitial, askSnapshot, snapshotText, wantsSnapshot } from './snapshot.ts';
import { createTokenClock } from './token-clock.ts';

/** An open subscription. */
export type Subscriber = {
  readonly session: Session;
  /** As it was prepared by the graph and the claims that it goes by. */
  request: Ready;
  /** Goes by other claims from now on, of the same person. Errors: those of `Revocations.watch`. */
  signIn(caller: Caller): Promise<void>;
};

export type OpenOptions = {
  readonly caps: Caps;
  readonly hub: Hub;
  readonly groups: Groups;
  readonly lane: ReplayLane;
  readonly codec: CursorCodec;
  readonly revocations: Revocations;
  /** Events that may wait for one client. */
  readonly capacity: number;
  readonly retryAfterMs: () => number;
  readonly metricsOf: (field: string) => FieldMetrics;
  readonly now: () => number;
};

/**
 * Opens a subscription to events: fresh, with the answer to its document's query first, or from a cursor on. `ended` is
 * called when it gives nothing more. Errors: Refusal `CURSOR_INVALID`, `TOO_MANY_SUBSCRIPTIONS`, `RESUBSCRIBE_LATER`,
 * `EVENTS_UNAVAILABLE`, `UNKNOWN_TOPIC`, `NO_SNAPSHOT`; those of the query.
 */
export async function openSubscriber(
  request: Ready,
  interest: Interest,
  ask: AskInitial,
  options: OpenOptions,
  ended: (subscriber: Subscriber) => void,
): Promise<Subscriber> {
  const from = resumedFrom(request, interest, options.codec);
  const closers: (() => void)[] = [options.caps.admit(interest.caller.tenantId)];
  try {
    return await begin(request, interest, ask, options, from, closers, ended);
  } catch (error) {
    for (const close of closers) close();
    throw error;
  }
}

function resumedFrom(request: Ready, interest: Interest, codec: CursorCodec): Positions | undefined {
  const cursor = request.params.extensions?.resumeFrom ?? request.resumeFrom;
  if (cursor === undefined || cursor === null) return undefined;
  // What is no text is no cursor either, and is refused as any other.
  return codec.decode(typeof cursor === 'string' ? cursor : '', interest);
}

async function begin(
  request: Ready,
  interest: Interest,
  ask: AskInitial,
  options: OpenOptions,
  from: Positions | undefined,
  closers: (() => void)[],
  ended: (subscriber: Subscriber) => void,
): Promise<Subscriber> {
  const { hub, groups, lane, revocations, now } = options;
  const metrics = options.metricsOf(interest.field.name);
  const gone = new AbortController();
  const signOut = (message: string) => session.end(signedOut(message));
  const onRevoked = () => signOut('the session has ended');
  let unwatch = () => {};
  closers.push(() => unwatch());
  const rooms = await hub.open(interest.tenant, interest.topics);
  closers.push(rooms.leave);
  const clock = createTokenClock(
    { warn: (at) => session.warn(at), end: () => signOut('the access token has expired') },
    now,
  );
  const session: Session = createSession(
    groups.of(request, interest),
    from ?? rooms.positions(),
    { capacity: options.capacity, overflow: interest.field.overflow, retryAfterMs: options.retryAfterMs },
    {
      ...metrics,
      onClosed: () => gone.abort(),
      onEnded() {
        clock.stop();
        metrics.closed();
        for (const close of closers.splice(0)) close();
        ended(subscriber);
      },
    },
  );
  const subscriber: Subscriber = {
    session,
    request,
    async signIn(caller) {
      const watched = await watch(caller);
      unwatch();
      unwatch = watched;
      clock.set(caller.expiresAt);
    },
  };
  const watch = ({ identity }: Caller) =>
    identity.kind === 'user'
      ? revocations.watch(identity.tenantId, identity.sessionId, onRevoked)
      : Promise.reject(new Refusal('forbidden', 'FORBIDDEN', 'the token must be of the same user and organisation'));
  metrics.opened();
  try {
    if (!from) session.goLive(rooms.positions);
    await subscriber.signIn(request.caller);
    if (!from && wantsSnapshot(request)) session.begin(snapshotText(await askFirst(request, ask)));
  } catch (error) {
    session.end(left);
    throw error;
  }
  if (from) void replay(lane, session, interest, from, rooms, gone.signal, now);
  return subscriber;
}

/** Errors: an `Unanswered` when the query cannot be run. */
async function askFirst(request: Ready, ask: AskInitial) {
  const result = await askSnapshot(request, ask);
  if (result.data === undefined) throw new Unanswered(result);
  return result;
}

/** The query that a subscription was to begin with cannot be run; its result says why. */
export class Unanswered extends Error {
  readonly result: Awaited<ReturnType<AskInitial>>;

  constructor(result: Awaited<ReturnType<AskInitial>>) {
    super('the query before a subscription cannot be run');
    this.result = result;
  }
}

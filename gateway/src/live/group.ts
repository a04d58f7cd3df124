import { log, type UserIdentity } from '@fiscal/kit';
import { internalError } from '../execution/errors.ts';
import type { Result } from '../operation.ts';
import type { Ready } from '../request.ts';
import { headFor } from './declaration/bare-head.ts';
import type { LiveField } from './declaration/field.ts';
import type { EventHead, LiveRecord, Lost, Positions } from './log/record.ts';
import type { ReadRecord } from './read-record.ts';
import { createSharedEvent, type EventOwner, type SharedEvent } from './shared-event.ts';

/** Somebody who is told what comes for a group. Must not throw. */
export type Member = {
  /** `at`: positions with the event behind them, the same object for all. */
  onEvent(event: SharedEvent, at: Positions): void;
  onUnreadable(record: LiveRecord, at: Positions): void;
  onLost(lost: Lost, at: Positions): void;
};

/** What a group listens to, and for whom. */
export type Listening = {
  readonly field: LiveField;
  readonly args: Readonly<Record<string, unknown>>;
  readonly caller: UserIdentity;
};

/** Subscriptions to which every event comes to the same: operation, variables and everything that decides who sees what. */
export type Group = {
  readonly members: ReadonlySet<Member>;
  /** Those who are told what comes. Whoever only reads the log belongs to the group by `enter`. */
  join(member: Member): void;
  quit(member: Member): void;
  /** Keeps the group, and the graph it is resolved by, until `leave`. */
  enter(): void;
  leave(): void;
  /** What a record comes to: an event to wait for, nothing, or something that nobody can read and that may concern it. */
  judge(record: LiveRecord, read: ReadRecord): SharedEvent | 'unreadable' | undefined;
  encode(positions: Positions): string;
};

/** Resolves one event. */
export type ResolveEvent = (request: Ready, event: SharedEvent) => Promise<Result>;

/** Of one group. More would hold up others at the subgraphs, fewer would hold up its clients. */
const maxUnderWay = 8;

/**
 * Makes a group that resolves events by the request of one of its members. Events are resolved a few at a time, in order,
 * and as long as somebody waits for them. `onEmpty` is told when nobody is in it and nothing waits.
 */
export function createGroup(
  request: Ready,
  { field, args, caller }: Listening,
  resolve: ResolveEvent,
  encode: (positions: Positions) => string,
  onEmpty: () => void,
): Group {
  const members = new Set<Member>();
  const known = new Map<string, SharedEvent>();
  const matches = field.matcher(args, caller);
  let inside = 0;
  const { graph } = request;
  graph.enter();
  const enter = () => {
    inside += 1;
  };
  const leave = () => {
    inside -= 1;
    if (inside > 0) return;
    graph.leave();
    onEmpty();
  };
  // What is under way may be all that needs the graph still.
  const line = createLine((event) => {
    enter();
    return resolve(request, event).finally(leave);
  });
  const owner: EventOwner = {
    onWanted(event, settle) {
      enter();
      known.set(placeOf(event.record), event);
      line.add(event, settle);
    },
    onUnwanted(event) {
      known.delete(placeOf(event.record));
      line.remove(event);
      leave();
    },
    encode,
  };
  const eventOf = (record: LiveRecord, head: EventHead, read: ReadRecord): SharedEvent | 'unreadable' | undefined => {
    const reading = read(field);
    if (!reading) return 'unreadable';
    return matches(reading) ? createSharedEvent(record, head, reading, owner) : undefined;
  };
  return {
    members,
    join: (member) => void members.add(member),
    quit: (member) => void members.delete(member),
    enter,
    leave,
    judge(record, read) {
      const head = headFor(field.types, record);
      if (!head) return 'unreadable';
      if (field.types && !field.types.has(head.type)) return undefined;
      return known.get(placeOf(record)) ?? eventOf(record, head, read);
    },
    encode,
  };
}

function placeOf({ topic, partition, offset }: LiveRecord): string {
  return `${topic} ${partition} ${offset}`;
}

/** The events of a group that are resolved or are to be, the oldest first. */
function createLine(resolve: (event: SharedEvent) => Promise<Result>) {
  const waiting = new Map<SharedEvent, (result: Result) => void>();
  let underWay = 0;
  const run = async (event: SharedEvent, settle: (result: Result) => void) => {
    underWay += 1;
    settle(await resolve(event).catch(masked));
    underWay -= 1;
    begin();
  };
  let isDue = false;
  const begin = () => {
    isDue = false;
    for (const [event, settle] of waiting) {
      if (underWay >= maxUnderWay) return;
      waiting.delete(event);
      void run(event, settle);
    }
  };
  return {
    add(event: SharedEvent, settle: (result: Result) => void) {
      waiting.set(event, settle);
      // By then it is known whether anybody has room for it.
      if (!isDue) queueMicrotask(begin);
      isDue = true;
    },
    remove: (event: SharedEvent) => void waiting.delete(event),
  };
}

/** An event that cannot be resolved is told of as any operation that fails, and the next one follows. */
function masked(error: unknown): Result {
  log.error({ err: error }, 'an event of a subscription could not be resolved');
  return { data: 'null', errors: [internalError()] };
}

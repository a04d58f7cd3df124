import type { Overflow } from './declaration/field.ts';
import { type Gap, joined } from './gap.ts';

/** An event on its way to one client. */
export type Queued<T> = {
  readonly kind: 'event';
  readonly event: T;
  /** Which of them tell of the same. */
  readonly key: string;
  /** What is told instead of it when there is no room. */
  readonly missed: () => Gap;
};

/** What a client gets next. `superseded`: older events that this one stands for. */
export type Given<T> =
  | { readonly kind: 'event'; readonly event: T; readonly superseded: number }
  | { readonly kind: 'gap'; readonly gap: Gap };

export type Pushed = 'taken' | 'dropped' | 'superseding' | 'full';

/** What waits to be given to one client, in the order it came. */
export type Queue<T> = {
  /** `full`: the client is to be disconnected; nothing is taken then. */
  push(queued: Queued<T>): Pushed;
  /** False: full, as `push` has it. */
  pushGap(gap: Gap): boolean;
  shift(): Given<T> | undefined;
  /** How many wait, gaps included. */
  size(): number;
  /** Whether there is room for so many that whoever waits for room may go on. */
  hasRoom(): boolean;
  clear(): void;
};

type Entry<T> = { kind: 'event'; event: T; key: string; superseded: number } | { kind: 'gap'; gap: Gap };

/** Gaps come on top of the capacity: they are few, since those in a row are one. */
const gapsOnTop = 100;

/**
 * Makes a queue of at most `capacity` events. What comes when it is full is, by `overflow`, refused (`disconnect`), told of
 * as one gap until half of the queue is free again (`drop`), or takes the place of what waits for the same entity, from
 * then until half is free (`coalesce`; dropped where there are too many entities). `discard` is told of events that are
 * not going to be given.
 */
export function createQueue<T>(capacity: number, overflow: Overflow, discard: (event: T) => void): Queue<T> {
  /** In the order they came; an event may be found by its entity's key while events are coalesced. */
  let entries = new Map<number | string, Entry<T>>();
  let state: 'usual' | 'dropping' | 'coalescing' = 'usual';
  let last: Entry<T> | undefined;
  let number = 0;

  const append = (place: number | string, entry: Entry<T>) => {
    entries.set(place, entry);
    last = entry;
  };
  const pushGap = (gap: Gap): boolean => {
    const whole = last?.kind === 'gap' ? joined(last.gap, gap) : undefined;
    if (last?.kind === 'gap' && whole) {
      last.gap = whole;
      return true;
    }
    if (entries.size >= capacity + gapsOnTop) return false;
    number += 1;
    append(number, { kind: 'gap', gap });
    return true;
  };
  const drop = (queued: Queued<T>): Pushed => {
    if (!pushGap(queued.missed())) return 'full';
    state = 'dropping';
    discard(queued.event);
    return 'dropped';
  };
  const coalesceAll = () => {
    const latest = new Map<number | string, Entry<T>>();
    for (const [place, entry] of entries) {
      if (entry.kind === 'gap') latest.set(place, entry);
      else supersede(latest, entry);
    }
    entries = latest;
    state = 'coalescing';
  };
  /** The newest goes to the end: a cursor says that nothing before it is missing but what comes after it anew. */
  const supersede = (among: Map<number | string, Entry<T>>, entry: Extract<Entry<T>, { kind: 'event' }>): boolean => {
    const place = `of ${entry.key}`;
    const older = among.get(place);
    if (older?.kind === 'event') {
      entry.superseded += older.superseded + 1;
      discard(older.event);
      among.delete(place);
    }
    among.set(place, entry);
    return older !== undefined;
  };
  const coalesce = (queued: Queued<T>): Pushed => {
    if (entries.size >= capacity && !entries.has(`of ${queued.key}`)) return dropCoalesced(queued);
    const entry: Entry<T> = { kind: 'event', event: queued.event, key: queued.key, superseded: 0 };
    const isOlder = supersede(entries, entry);
    last = entry;
    return isOlder ? 'superseding' : 'taken';
  };
  const dropCoalesced = (queued: Queued<T>): Pushed => {
    const pushed = drop(queued);
    state = 'coalescing';
    return pushed;
  };
  const overflows = (queued: Queued<T>): Pushed => {
    if (overflow === 'disconnect') return 'full';
    if (overflow === 'drop') return drop(queued);
    coalesceAll();
    return coalesce(queued);
  };
  const relax = () => {
    if (entries.size > capacity / 2) return;
    state = 'usual';
  };

  return {
    push(queued) {
      if (state === 'coalescing') return coalesce(queued);
      if (state === 'dropping') return drop(queued);
      if (entries.size >= capacity) return overflows(queued);
      number += 1;
      append(number, { kind: 'event', event: queued.event, key: queued.key, superseded: 0 });
      return 'taken';
    },
    pushGap,
    shift() {
      const [first] = entries;
      if (!first) return undefined;
      const [place, entry] = first;
      entries.delete(place);
      if (last === entry) last = undefined;
      relax();
      if (entry.kind === 'gap') return { kind: 'gap', gap: entry.gap };
      return { kind: 'event', event: entry.event, superseded: entry.superseded };
    },
    size: () => entries.size,
    hasRoom: () => entries.size <= capacity / 2,
    clear() {
      for (const entry of entries.values()) if (entry.kind === 'event') discard(entry.event);
      entries.clear();
      last = undefined;
      state = 'usual';
    },
  };
}

import { setTimeout as delay } from 'node:timers/promises';
import { log } from '@fiscal/kit';
import { printRef } from '../domain/ref.ts';
import type { Changes } from '../store/index.ts';

/** Reads what is kept for a variant, `graph@variant`; `last` is what was kept before. */
export type Load<V> = (ref: string, last: V | undefined) => Promise<V>;

/** What is kept for a variant; a promise only while it has to be read. Errors: those of `Load`, with nothing kept. */
export type Kept<V> = (ref: string) => V | Promise<V>;

type Entry<V> = {
  readonly value: V;
  readonly bytes: number;
  readonly readAt: number;
  isFresh: boolean;
  retryAt: number;
};

/** While changes are not heard of, and between two tries to reach the database. */
const recheckMs = 3_000;
/** How long a reader who could be told what was kept last waits for what is kept now. */
const patienceMs = 1_000;

/**
 * Keeps something for each variant in memory, as much as `mostBytes`, what was read longest ago out first. Changes let
 * go of it; while they are not heard of it is read again every 3 s. While it cannot be read, it is what was read last.
 */
export function createKept<V>(
  load: Load<V>,
  sizeOf: (value: V) => number,
  mostBytes: number,
  changes: Changes,
  now: () => number,
): Kept<V> {
  const entries = new Map<string, Entry<V>>();
  const pending = new Map<string, Promise<V>>();
  let bytes = 0;
  const forget = (ref: string) => {
    bytes -= entries.get(ref)?.bytes ?? 0;
    entries.delete(ref);
  };
  const keep = (ref: string, value: V) => {
    forget(ref);
    const size = sizeOf(value);
    entries.set(ref, { value, bytes: size, readAt: now(), isFresh: true, retryAt: Number.NEGATIVE_INFINITY });
    bytes += size;
    for (const oldest of entries.keys()) {
      if (bytes <= mostBytes) return;
      forget(oldest);
    }
  };
  const letGo = (ref: string) => {
    const entry = entries.get(ref);
    if (entry) entry.isFresh = false;
    // What is being read may be older than the change.
    pending.delete(ref);
  };
  changes.listen((change) => {
    if (change.of === 'variant') letGo(printRef(change.ref));
    if (change.of === 'everything') for (const ref of [...entries.keys(), ...pending.keys()]) letGo(ref);
  });
  const read = (ref: string): Promise<V> => {
    const last = entries.get(ref);
    const reading = load(ref, last?.value).then(
      (value) => {
        if (pending.get(ref) === reading) keep(ref, value);
        return value;
      },
      (error: unknown) => {
        if (!last) throw error;
        last.retryAt = now() + recheckMs;
        log.warn({ err: error, ref }, 'routers are told what was read last');
        return last.value;
      },
    );
    pending.set(ref, reading);
    const done = () => void (pending.get(ref) === reading && pending.delete(ref));
    reading.then(done, done);
    return reading;
  };
  return (ref) => {
    const entry = entries.get(ref);
    if (!entry) return pending.get(ref) ?? read(ref);
    if (entry.isFresh && (changes.connected() || now() - entry.readAt < recheckMs)) return entry.value;
    if (now() < entry.retryAt) return entry.value;
    return within(pending.get(ref) ?? read(ref), entry.value);
  };
}

async function within<V>(reading: Promise<V>, otherwise: V): Promise<V> {
  const timer = new AbortController();
  const late = delay(patienceMs, otherwise, { signal: timer.signal });
  late.catch(() => undefined);
  return Promise.race([reading, late]).finally(() => timer.abort());
}

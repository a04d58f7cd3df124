import type { Fault } from './fault.ts';
import type { LastGood } from './last-good.ts';
import type { SubgraphMetrics } from './metrics.ts';
import { toAnswer } from './read-answer.ts';
import type { SubgraphAnswer } from './subgraph-client.ts';
import type { Waiter } from './waiting.ts';

/** Brings an answer, or why there is none, to those who wait. */
export type Delivery = {
  answer(waiters: readonly Waiter[], key: string | undefined, answer: SubgraphAnswer, text: string): void;
  /** One who may be answered from the last good value is. */
  refuse(waiter: Waiter, key: string | undefined, fault: Fault): void;
};

const maybeStale = new Set(['SUBGRAPH_UNAVAILABLE', 'DEADLINE_EXCEEDED']);

/** Makes the delivery for one subgraph; without `lastGood` nothing is kept. */
export function createDelivery(
  subgraph: string,
  lastGood: LastGood | undefined,
  metrics: SubgraphMetrics,
  now: () => number,
): Delivery {
  const stale = ({ request, call }: Waiter, key: string, fault: Fault): SubgraphAnswer | undefined => {
    if (request.maxStaleMs <= 0 || request.type !== 'query' || !maybeStale.has(fault.refusal.code)) return undefined;
    const kept = lastGood?.get(key);
    const ageMs = kept ? now() - kept.atMs : 0;
    if (!kept || ageMs > request.maxStaleMs) return undefined;
    metrics.stale();
    call.stale?.(subgraph, ageMs);
    return toAnswer(kept.text);
  };
  return {
    answer: (waiters, key, answer, text) => {
      if (key !== undefined && lastGood && isKeepable(waiters, answer)) lastGood.set(key, text, now());
      // Answers are merged into by those who get them, so everybody but the first reads one of their own.
      for (let index = 0; index < waiters.length; index++)
        waiters[index]?.resolve(index === 0 ? answer : toAnswer(text));
    },
    refuse: (waiter, key, fault) => {
      const kept = key === undefined ? undefined : stale(waiter, key, fault);
      if (kept) waiter.resolve(kept);
      else waiter.reject(fault.refusal);
    },
  };
}

function isKeepable(waiters: readonly Waiter[], { data, errors }: SubgraphAnswer): boolean {
  return (
    data !== null && data !== undefined && !errors?.length && waiters.some(({ request }) => request.maxStaleMs > 0)
  );
}

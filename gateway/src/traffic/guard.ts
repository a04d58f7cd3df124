import { type BreakerState, createBreaker } from './breaker.ts';
import { createBulkhead } from './bulkhead.ts';
import type { Exchange } from './exchange.ts';
import { type Fault, notAsked } from './fault.ts';
import type { Lane } from './lane.ts';
import { createLanes } from './lanes.ts';
import type { SubgraphMetrics } from './metrics.ts';
import type { SubgraphRules } from './options.ts';
import type { Send } from './sender.ts';

/** Stands between those who ask and the connections: it lets exchanges through as the subgraph can bear them. */
export type Guard = {
  /** Sends it, now or when its turn comes, or refuses it. */
  begin(exchange: Exchange): void;
  /** Takes it out of those that wait for their turn. */
  drop(exchange: Exchange): void;
  /** What was sent has come to its end: its lane is free for the next. */
  done(exchange: Exchange, fault: Fault | undefined): void;
  breaker(): BreakerState;
  close(): Promise<void>;
};

/** Makes the guard of one subgraph. `refuse` is called for what is not sent. */
export function createGuard(
  subgraph: string,
  origin: URL,
  rules: SubgraphRules,
  metrics: SubgraphMetrics,
  send: Send,
  refuse: (exchange: Exchange, fault: Fault) => void,
  now: () => number,
): Guard {
  const breaker = createBreaker(rules.breaker, metrics.breakerChanged);
  const reject = (exchange: Exchange, reason: 'breaker' | 'queue') => {
    metrics.rejected(reason);
    refuse(exchange, notAsked(subgraph, reason === 'queue' ? 'too many calls wait' : 'the breaker is open'));
  };
  const run = (exchange: Exchange, lane: Lane) => {
    if (exchange.over) return false;
    const nowMs = now();
    const admission = breaker.admit(nowMs);
    if (admission === 'refused') {
      reject(exchange, 'breaker');
      return false;
    }
    exchange.probe = admission === 'probe';
    exchange.lane = lane;
    exchange.sentAt = nowMs;
    exchange.errand.call.subgraphCalls.add();
    metrics.sent();
    send(exchange, nowMs);
    return true;
  };
  const reads = createBulkhead(createLanes(origin, rules, rules.pipelining), rules.queue, run);
  // Where reads share connections, writes get their own: what a lost connection took along is sent again.
  const writes = rules.pipelining === 1 ? reads : createBulkhead(createLanes(origin, rules, 1), rules.queue, run);
  const bulkheadOf = ({ errand }: Exchange) => (errand.request.type === 'query' ? reads : writes);
  return {
    begin: (exchange) => {
      if (breaker.refuses(now())) reject(exchange, 'breaker');
      else if (!bulkheadOf(exchange).enter(exchange)) reject(exchange, 'queue');
    },
    drop: (exchange) => bulkheadOf(exchange).drop(exchange),
    done: (exchange, fault) => {
      const nowMs = now();
      metrics.ended(nowMs - exchange.sentAt, fault === undefined);
      const failed = fault ? fault.failed : false;
      if (failed !== undefined) breaker.record(failed, exchange.probe, nowMs);
      if (exchange.lane) bulkheadOf(exchange).leave(exchange.lane);
    },
    breaker: breaker.state,
    close: async () => {
      await Promise.all([reads.close(), writes.close()]);
    },
  };
}

import { createRetryBudget } from '@fiscal/kit/resilience';
import { createDelivery } from './delivery.ts';
import { createExchange, type Errand, type Exchange, giveUp, type Owner } from './exchange.ts';
import { clientGone, type Fault, outOfTime } from './fault.ts';
import { createGuard } from './guard.ts';
import { createInFlight, type InFlight } from './in-flight.ts';
import { createLastGood } from './last-good.ts';
import type { SubgraphMetrics } from './metrics.ts';
import type { SubgraphRules } from './options.ts';
import { type Reception, receive } from './reception.ts';
import type { Send } from './sender.ts';
import { isGone, type Waiter } from './waiting.ts';
import { createWatch } from './watch.ts';

/** The calls to one subgraph, from when they are begun until everybody who waits is answered. */
export type Exchanges = {
  begin(errand: Errand, waiter: Waiter): void;
  /** Those that others may join. */
  readonly inFlight: InFlight;
  /** Lets what is under way come to its end, then closes the connections. */
  close(): Promise<void>;
};

/** A subgraph that was given no more than this, because the request's time was nearly over, is not to blame for it. */
const fairMs = 1_000;
const maxRetryPauseMs = 20;
const answersHeld = 4;

/** Wires the exchanges of one subgraph; at most `answersHeld` of the largest answers are held at a time. */
export function createExchanges(
  subgraph: string,
  origin: string,
  rules: SubgraphRules,
  metrics: SubgraphMetrics,
  send: Send,
  now: () => number,
): Exchanges {
  const inFlight = createInFlight();
  const budget = createRetryBudget(rules.retryShare);
  const lastGood = rules.staleBytes > 0 ? createLastGood(rules.staleBytes) : undefined;
  const delivery = createDelivery(subgraph, lastGood, metrics, now);

  const leave = (exchange: Exchange) => {
    exchange.over = true;
    inFlight.remove(exchange);
    watch.remove(exchange);
  };
  const refuse = (exchange: Exchange, fault: Fault) => {
    leave(exchange);
    for (const waiter of exchange.waiters) delivery.refuse(waiter, exchange.errand.key, fault);
  };
  const begin = (exchange: Exchange) => {
    if (rules.deduplicate) inFlight.add(exchange);
    watch.add(exchange);
    guard.begin(exchange);
  };
  const guard = createGuard(subgraph, origin, rules, metrics, send, refuse, now);

  /** Of a second attempt, those who wait already are part. */
  const tryAgain = (exchange: Exchange, fault: Fault): boolean => {
    const { waiters, errand, again } = exchange;
    const pauseMs = Math.random() * maxRetryPauseMs;
    const inTime = waiters.some(({ deadlineAt }) => deadlineAt - now() > 2 * maxRetryPauseMs);
    if (!fault.retryable || again || errand.request.type !== 'query' || !inTime || !budget.tryRetry()) return false;
    metrics.retried();
    leave(exchange);
    const next = createExchange(owner, errand, waiters, true);
    if (rules.deduplicate) inFlight.add(next);
    watch.add(next);
    setTimeout(() => next.over || guard.begin(next), pauseMs);
    return true;
  };
  const finish = (exchange: Exchange, reception: Reception) => {
    const fault = 'fault' in reception ? reception.fault : undefined;
    guard.done(exchange, fault);
    exchange.span?.end({ status: exchange.status, bytes: exchange.bytes, code: fault?.refusal.code });
    if (exchange.over) return;
    if ('answer' in reception) {
      leave(exchange);
      delivery.answer(exchange.waiters, exchange.errand.key, reception.answer, reception.text);
    } else if (!tryAgain(exchange, reception.fault)) refuse(exchange, reception.fault);
  };
  const owner: Owner = {
    subgraph,
    maxAnswerBytes: rules.maxAnswerBytes,
    heldBytes: 0,
    maxHeldBytes: answersHeld * rules.maxAnswerBytes,
    ended: (exchange, fault) => {
      const reception = fault ? { fault } : receive(exchange);
      if (reception instanceof Promise) void reception.then((received) => finish(exchange, received));
      else finish(exchange, reception);
    },
  };
  /** Lets go of those whose time is over or who have left, and of the exchange once nobody waits. */
  const look = (exchange: Exchange, nowMs: number) => {
    const { waiters, errand } = exchange;
    let fault: Fault | undefined;
    for (let index = waiters.length - 1; index >= 0; index--) {
      const waiter = waiters[index];
      const reason = waiter && reasonToLeave(waiter, exchange, nowMs);
      if (!reason) continue;
      fault = reason;
      waiters.splice(index, 1);
      delivery.refuse(waiter, errand.key, reason);
    }
    if (!fault || waiters.length > 0) return;
    leave(exchange);
    guard.drop(exchange);
    giveUp(exchange, fault);
  };
  const reasonToLeave = (waiter: Waiter, { sentAt }: Exchange, nowMs: number): Fault | undefined => {
    if (isGone(waiter)) return clientGone();
    if (nowMs < waiter.deadlineAt) return undefined;
    return outOfTime(subgraph, sentAt > 0 && nowMs - sentAt >= Math.min(fairMs, rules.timeoutMs / 2));
  };
  const watch = createWatch(look, now);
  return {
    begin: (errand, waiter) => {
      budget.onCall();
      begin(createExchange(owner, errand, [waiter], false));
    },
    inFlight,
    close: async () => {
      await watch.empty();
      await guard.close();
    },
  };
}

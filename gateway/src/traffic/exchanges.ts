import { createRetryBudget, type RetryBudget } from '@fiscal/kit/resilience';
import { createDelivery, type Delivery } from './delivery.ts';
import { createExchange, type Errand, type Exchange, giveUp, type Owner } from './exchange.ts';
import { clientGone, type Fault, outOfTime } from './fault.ts';
import { createGuard, type Guard } from './guard.ts';
import { createInFlight, type InFlight } from './in-flight.ts';
import { createLastGood } from './last-good.ts';
import type { SubgraphMetrics } from './metrics.ts';
import type { SubgraphRules } from './options.ts';
import { type Reception, receive } from './reception.ts';
import type { Send } from './sender.ts';
import { isGone, type Waiter } from './waiting.ts';
import { createWatch, type Watch } from './watch.ts';

/** The calls to one subgraph, from when they are begun until everybody who waits is answered. */
export type Exchanges = {
  begin(errand: Errand, waiter: Waiter): void;
  /** Those that others may join. */
  readonly inFlight: InFlight;
  /** Lets what is under way come to its end, then closes the connections. */
  close(): Promise<void>;
};

type Course = {
  readonly owner: Owner;
  readonly rules: SubgraphRules;
  readonly metrics: SubgraphMetrics;
  readonly budget: RetryBudget;
  readonly inFlight: InFlight;
  readonly delivery: Delivery;
  readonly guard: Guard;
  readonly watch: Watch<Exchange>;
  readonly now: () => number;
};

/** A subgraph that was given no more than this, because the request's time was nearly over, is not to blame for it. */
const fairMs = 1_000;
const maxRetryPauseMs = 20;
/** Of the largest answers, held at a time while they come in. */
const answersHeld = 4;

/** Wires the exchanges with one subgraph together. */
export function createExchanges(
  subgraph: string,
  origin: URL,
  rules: SubgraphRules,
  metrics: SubgraphMetrics,
  send: Send,
  now: () => number,
): Exchanges {
  const lastGood = rules.staleBytes > 0 ? createLastGood(rules.staleBytes) : undefined;
  const { maxAnswerBytes } = rules;
  const course: Course = {
    owner: {
      subgraph,
      maxAnswerBytes,
      heldBytes: 0,
      maxHeldBytes: answersHeld * maxAnswerBytes,
      ended: (exchange, fault) => end(course, exchange, fault),
    },
    rules,
    metrics,
    budget: createRetryBudget(rules.retryShare),
    inFlight: createInFlight(),
    delivery: createDelivery(subgraph, lastGood, metrics, now),
    guard: createGuard(
      subgraph,
      origin,
      rules,
      metrics,
      send,
      (exchange, fault) => refuse(course, exchange, fault),
      now,
    ),
    watch: createWatch((exchange, nowMs) => look(course, exchange, nowMs), now),
    now,
  };
  return {
    begin: (errand, waiter) => {
      course.budget.onCall();
      course.guard.begin(enter(course, createExchange(course.owner, errand, [waiter], false)));
    },
    inFlight: course.inFlight,
    close: async () => {
      await course.watch.empty();
      await course.guard.close();
    },
  };
}

function enter({ rules, inFlight, watch }: Course, exchange: Exchange): Exchange {
  if (rules.deduplicate) inFlight.add(exchange);
  watch.add(exchange);
  return exchange;
}

function leave({ inFlight, watch }: Course, exchange: Exchange): void {
  exchange.over = true;
  inFlight.remove(exchange);
  watch.remove(exchange);
}

function end(course: Course, exchange: Exchange, fault: Fault | undefined): void {
  const reception = fault ? { fault } : receive(exchange);
  if (reception instanceof Promise) void reception.then((received) => finish(course, exchange, received));
  else finish(course, exchange, reception);
}

function finish(course: Course, exchange: Exchange, reception: Reception): void {
  const fault = 'fault' in reception ? reception.fault : undefined;
  course.guard.done(exchange, fault);
  exchange.span?.end({ status: exchange.status, bytes: exchange.bytes, code: fault?.refusal.code });
  if (exchange.over) return;
  if ('answer' in reception) {
    leave(course, exchange);
    course.delivery.answer(exchange.waiters, exchange.errand.key, reception.answer, reception.text);
  } else if (!tryAgain(course, exchange, reception.fault)) refuse(course, exchange, reception.fault);
}

/** Begins the second attempt, for those who wait already, where there may be one. */
function tryAgain(course: Course, exchange: Exchange, fault: Fault): boolean {
  const { waiters, errand, again } = exchange;
  if (!fault.retryable || again || errand.request.type !== 'query') return false;
  const inTime = waiters.some(({ deadlineAt }) => deadlineAt - course.now() > 2 * maxRetryPauseMs);
  if (!inTime || !course.budget.tryRetry()) return false;
  course.metrics.retried();
  leave(course, exchange);
  const next = enter(course, createExchange(course.owner, errand, waiters, true));
  // A pause drawn at random, so that those whom one lost connection took along do not come back together.
  setTimeout(() => next.over || course.guard.begin(next), Math.random() * maxRetryPauseMs);
  return true;
}

function refuse(course: Course, exchange: Exchange, fault: Fault): void {
  leave(course, exchange);
  for (const waiter of exchange.waiters) course.delivery.refuse(waiter, exchange.errand.key, fault);
}

/** Lets go of those whose time is over or who have left, and of the exchange once nobody waits. */
function look(course: Course, exchange: Exchange, nowMs: number): void {
  const { waiters, errand } = exchange;
  let fault: Fault | undefined;
  for (let index = waiters.length - 1; index >= 0; index--) {
    const waiter = waiters[index];
    const reason = waiter && reasonToLeave(course, exchange, waiter, nowMs);
    if (!reason) continue;
    fault = reason;
    waiters.splice(index, 1);
    course.delivery.refuse(waiter, errand.key, reason);
  }
  if (!fault || waiters.length > 0) return;
  leave(course, exchange);
  course.guard.drop(exchange);
  giveUp(exchange, fault);
}

function reasonToLeave(
  { owner, rules }: Course,
  { sentAt }: Exchange,
  waiter: Waiter,
  nowMs: number,
): Fault | undefined {
  if (isGone(waiter)) return clientGone();
  if (nowMs < waiter.deadlineAt) return undefined;
  return outOfTime(owner.subgraph, sentAt > 0 && nowMs - sentAt >= Math.min(fairMs, rules.timeoutMs / 2));
}

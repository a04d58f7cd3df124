import { Refusal } from '@fiscal/kit';
import { type Authenticate, createAuthenticateStage } from './admission/authenticate.ts';
import type { RateLimits } from './admission/bucket.ts';
import { createCheckTransport } from './admission/check-transport.ts';
import { createCorrelate } from './admission/correlate.ts';
import { type CostLimits, createLimitCost } from './admission/limit-cost.ts';
import { createLimitGuarded, type GuardedLimits } from './admission/limit-guarded.ts';
import { createLimitIntrospection, type WhoIntrospects } from './admission/limit-introspection.ts';
import { createLimitRate } from './admission/limit-rate.ts';
import { createLimitVariables } from './admission/limit-variables.ts';
import type { Limiter } from './admission/limiter.ts';
import { createRead } from './admission/read.ts';
import { createRecord, type RecordOptions } from './admission/record.ts';
import { createRefuse } from './admission/refuse.ts';
import { createAuthorise } from './authorization/authorise.ts';
import type { Decide } from './authorization/decide.ts';
import type { Labels } from './authorization/labels.ts';
import { createPlaceOverrides } from './authorization/place-overrides.ts';
import { createFindDocument, createHoldGraph } from './documents/find-document.ts';
import { createKeepPersisted, createReadPersisted } from './documents/persisted.ts';
import type { PersistedStore } from './documents/persisted-store.ts';
import { createPrepare } from './documents/prepare.ts';
import { createAllowCaching } from './execution/allow-caching.ts';
import { createCoerceVariables } from './execution/coerce-variables.ts';
import { createExecute } from './execution/execute.ts';
import { runOperation } from './execution/run-operation.ts';
import type { Graph } from './graph/graph.ts';
import type { Subscribe } from './live/live.ts';
import type { PrepareAgain } from './live/regroup.ts';
import type { AskInitial } from './live/snapshot.ts';
import type { Result } from './operation.ts';
import {
  type Answer,
  type Arrival,
  type Caller,
  chain,
  type Handle,
  type Known,
  type Priced,
  type Ready,
  type Stage,
} from './request.ts';
import { createTracing, type TracingOptions } from './telemetry/request-trace.ts';
import { createTrace } from './telemetry/trace.ts';
import type { NoteUsage } from './telemetry/usage/usage-reporter.ts';

/** What a request is prepared by, whatever way it comes. */
export type Preparation = {
  readonly currentGraph: () => Graph;
  readonly decide: Decide;
  readonly labelsOf: Labels;
  readonly now: () => number;
};

export type PipelineOptions = Preparation & {
  readonly timeoutMs: number;
  readonly telemetry: RecordOptions & TracingOptions;
  readonly authenticate: Authenticate;
  readonly limiter: Limiter;
  readonly rateLimits: RateLimits;
  readonly guarded: GuardedLimits;
  readonly cost: CostLimits;
  readonly introspection: WhoIntrospects;
  readonly maxListItems: number;
  /** Undefined: automatic persisted queries are off. */
  readonly persisted: PersistedStore | undefined;
  /** Headers of clients that subgraphs get to see. */
  readonly passedOn: readonly string[];
  /** Shows what runs an operation to whoever asks, for development. */
  readonly showsCode: boolean;
  readonly subscribe: Subscribe;
  /** Undefined: usage is not reported. */
  readonly noteUsage: NoteUsage | undefined;
  readonly now: () => number;
};

/**
 * The life of a request, top to bottom. Each transport brings requests to the top and writes the answers that come back
 * up: HTTP, server-sent events, WebSocket, REST.
 */
export function createPipeline(options: PipelineOptions): (arrival: Arrival) => Promise<Answer> {
  const { limiter, rateLimits, persisted } = options;
  const rate = createLimitRate(limiter, rateLimits, options.now);
  const ask = createAskInitial(options, rate.charge);
  const subscribe = (request: Ready) => options.subscribe(request, ask);
  const handle: Handle<Arrival> = chain(createCorrelate(options.timeoutMs, options.now))
    .to(createTrace(createTracing(options.telemetry, Math.random)))
    .to(createRecord(options.telemetry, options.now, options.noteUsage))
    .to(createRefuse())
    .to(createAuthenticateStage(options.authenticate, rate.refuseBadToken))
    .to(rate.turnAway)
    .to(createRead())
    .to(createReadPersisted(persisted))
    .to(createHoldGraph(options.currentGraph))
    .to(createFindDocument())
    .to(createKeepPersisted(persisted))
    .to(createCheckTransport())
    .to(createLimitIntrospection(options.introspection))
    .to(createLimitVariables(options.maxListItems))
    .to(prepare(options))
    .to(createLimitCost(options.cost))
    .to(rate.charge)
    .to(createLimitGuarded(limiter, options.guarded, rateLimits.windowMs))
    .end(createExecute(subscribe, createAllowCaching(options.passedOn), options.showsCode));
  // Awaited, since a promise that becomes another one takes two more turns of the microtasks' queue.
  return async (arrival) => await handle(arrival);
}

/**
 * What runs the query that a subscription begins with: everything that depends on the operation is done for it as well,
 * and it is charged as if it had come by itself.
 */
function createAskInitial(options: PipelineOptions, charge: Stage<Priced>): AskInitial {
  const handle = chain(createHoldGraph(options.currentGraph))
    .to(createFindDocument())
    .to(createLimitIntrospection(options.introspection))
    .to(prepare(options))
    .to(createLimitCost(options.cost))
    .to(charge)
    .end(async (request) => ({ kind: 'answered', status: 200, headers: {}, result: await runOperation(request) }));
  return async (request, operationName) => {
    const { result } = await handle({ ...request, params: { ...request.params, operationName } });
    // Only subscriptions come as streams, and the operation is a query.
    return result as Result;
  };
}

/**
 * The life of a request that somebody else has received and let in, in process: no token is looked at, nothing is
 * counted, and there are no streams.
 */
export function createBarePipeline(
  options: Preparation & { readonly timeoutMs: number; readonly now: () => number },
): (arrival: Arrival) => Promise<Answer> {
  const nobody: Caller = { identity: { kind: 'anonymous', via: 'router' } };
  const refuse = (_: unknown, refusal: Refusal) => Promise.reject(refusal);
  const handle: Handle<Arrival> = chain(createCorrelate(options.timeoutMs, options.now))
    .to(createRefuse())
    .to(createAuthenticateStage(() => nobody, refuse))
    .to(createRead())
    .to(createReadPersisted(undefined))
    .to(createHoldGraph(options.currentGraph))
    .to(createFindDocument())
    .to(createCheckTransport())
    .to(createLimitVariables(Number.POSITIVE_INFINITY))
    .to(prepare(options))
    .end(createExecute(refuseToSubscribe, () => undefined, false));
  return async (arrival) => await handle(arrival);
}

const refuseToSubscribe = () =>
  Promise.reject(new Refusal('invalid', 'SUBSCRIPTION_NEEDS_STREAM', 'there are no subscriptions here'));

/** From a document to code that can be run for this request. */
function prepare({ decide, labelsOf, now }: Preparation): Stage<Known, Ready> {
  return chain(createAuthorise(decide))
    .to(createPlaceOverrides(labelsOf))
    .to(createPrepare(now))
    .to(createCoerceVariables()).end;
}

/** What prepares an open subscription once more: only what depends on the graph and the claims is done again. */
export function createPrepareAgain(preparation: Preparation): PrepareAgain {
  const prepared: Answer = { kind: 'answered', status: 200, headers: {}, result: {} };
  const handle = chain(createHoldGraph(preparation.currentGraph))
    .to(createFindDocument())
    .to(prepare(preparation))
    .end(() => prepared);
  return async (request) => {
    const answer = await handle(request);
    if (answer !== prepared) throw unfitFor(answer);
  };
}

function unfitFor({ result }: Answer): Refusal {
  const [first] = ('errors' in result && result.errors) || [];
  return new Refusal('conflict', 'GRAPH_CHANGED', `the graph has changed: ${first?.message ?? 'subscribe anew'}`);
}

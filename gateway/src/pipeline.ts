import { Refusal } from '@fiscal/kit';
import { type Authenticate, createAuthenticateStage } from './admission/authenticate.ts';
import { createCheckTransport } from './admission/check-transport.ts';
import { createCorrelate } from './admission/correlate.ts';
import type { Counter } from './admission/counter.ts';
import { createLimitBadTokens, createLimitRate, type RateLimits } from './admission/limit-rate.ts';
import { createLimitVariables } from './admission/limit-variables.ts';
import { createRead } from './admission/read.ts';
import { createRecord } from './admission/record.ts';
import { createRefuse } from './admission/refuse.ts';
import { createAuthorise } from './authorization/authorise.ts';
import type { Decide } from './authorization/decide.ts';
import type { Labels } from './authorization/labels.ts';
import { createPlaceOverrides } from './authorization/place-overrides.ts';
import { createFindDocument, createHoldGraph } from './documents/find-document.ts';
import { createKeepPersisted, createReadPersisted } from './documents/persisted.ts';
import type { PersistedStore } from './documents/persisted-store.ts';
import { createPrepare } from './documents/prepare.ts';
import { createCoerceVariables } from './execution/coerce-variables.ts';
import { createExecute } from './execution/execute.ts';
import type { Graph } from './graph/graph.ts';
import type { PrepareAnew } from './live/resolve.ts';
import type { Subscribe } from './live/subscribe.ts';
import {
  type Answer,
  type Arrival,
  type Caller,
  chain,
  type Handle,
  type Known,
  type Ready,
  type Stage,
} from './request.ts';

/** What a request is prepared by, whatever way it comes. */
export type Preparation = {
  readonly currentGraph: () => Graph;
  readonly decide: Decide;
  readonly labelsOf: Labels;
};

export type PipelineOptions = Preparation & {
  readonly timeoutMs: number;
  readonly exposeSubgraphCalls: boolean;
  readonly authenticate: Authenticate;
  readonly countUses: Counter;
  readonly rateLimits: RateLimits;
  /** Undefined: automatic persisted queries are off. */
  readonly persisted: PersistedStore | undefined;
  readonly subscribe: Subscribe;
  readonly now: () => number;
};

/**
 * The life of a request, top to bottom. Each transport brings requests to the top and writes the answers that come back
 * up: HTTP, server-sent events, WebSocket, REST.
 */
export function createPipeline(options: PipelineOptions): (arrival: Arrival) => Promise<Answer> {
  const { countUses, rateLimits, persisted } = options;
  const handle: Handle<Arrival> = chain(createCorrelate(options.timeoutMs, options.now))
    .to(createRecord(options.exposeSubgraphCalls, options.now))
    .to(createRefuse())
    .to(createAuthenticateStage(options.authenticate, createLimitBadTokens(countUses, rateLimits)))
    .to(createLimitRate(countUses, rateLimits))
    .to(createRead())
    .to(createReadPersisted(persisted))
    .to(createHoldGraph(options.currentGraph))
    .to(createFindDocument())
    .to(createKeepPersisted(persisted))
    .to(createCheckTransport())
    .to(createLimitVariables())
    .to(prepare(options))
    .end(createExecute(options.subscribe));
  return async (arrival) => handle(arrival);
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
    .to(createLimitVariables())
    .to(prepare(options))
    .end(createExecute(refuseToSubscribe));
  return async (arrival) => handle(arrival);
}

const refuseToSubscribe: Subscribe = () =>
  Promise.reject(new Refusal('invalid', 'NOT_ACCEPTABLE', 'there are no subscriptions here'));

/** From a document to code that can be run for this request. */
function prepare({ decide, labelsOf }: Preparation): Stage<Known, Ready> {
  return chain(createAuthorise(decide))
    .to(createPlaceOverrides(labelsOf))
    .to(createPrepare())
    .to(createCoerceVariables()).end;
}

/** What takes an open subscription over to another graph: only what depends on the graph is done again. */
export function createPrepareAnew(preparation: Preparation): PrepareAnew {
  const prepared: Answer = { kind: 'answered', status: 200, headers: {}, result: {} };
  const handle = chain(createHoldGraph(preparation.currentGraph))
    .to(createFindDocument())
    .to(prepare(preparation))
    .end(() => prepared);
  const again = async (request: Ready): Promise<Graph> => {
    const answer = await handle(request);
    if (answer !== prepared) throw unfitFor(answer);
    return request.graph;
  };
  return (request) => (request.graph === preparation.currentGraph() ? request.graph : again(request));
}

function unfitFor({ result }: Answer): Refusal {
  const { message, extensions } = ('errors' in result && result.errors?.[0]) || { message: 'the graph has changed' };
  return new Refusal('invalid', String(extensions?.code ?? 'GRAPHQL_VALIDATION_FAILED'), message);
}

import { type Authenticate, createAuthenticateStage } from './admission/authenticate.ts';
import { createCorrelate } from './admission/correlate.ts';
import type { Counter } from './admission/counter.ts';
import { createLimitDepth } from './admission/limit-depth.ts';
import { createLimitBadTokens, createLimitRate, type RateLimits } from './admission/limit-rate.ts';
import { createRead } from './admission/read.ts';
import { createRecord } from './admission/record.ts';
import { createRefuse } from './admission/refuse.ts';
import { createExecute } from './execution/execute.ts';
import type { Graph } from './graph/load.ts';
import type { Subscribe } from './live/subscribe.ts';
import { createParse } from './planning/parse.ts';
import { type Arrival, chain, type Handle } from './request.ts';

export type PipelineOptions = {
  readonly timeoutMs: number;
  readonly exposeSubgraphCalls: boolean;
  readonly authenticate: Authenticate;
  readonly countUses: Counter;
  readonly rateLimits: RateLimits;
  readonly maxTokens: number;
  readonly maxDepth: number;
  readonly currentGraph: () => Graph;
  readonly subscribe: Subscribe;
  readonly now: () => number;
};

/**
 * The life of a request, top to bottom. Each transport brings requests to the top and writes the answers that come back
 * up: HTTP, server-sent events, WebSocket, REST.
 */
export function createPipeline(options: PipelineOptions): Handle<Arrival> {
  return chain(createCorrelate(options.timeoutMs, options.now))
    .to(createRecord(options.exposeSubgraphCalls, options.now))
    .to(createRefuse())
    .to(createLimitBadTokens(options.countUses, options.rateLimits))
    .to(createAuthenticateStage(options.authenticate))
    .to(createLimitRate(options.countUses, options.rateLimits))
    .to(createRead())
    .to(createParse(options.currentGraph, options.maxTokens))
    .to(createLimitDepth(options.maxDepth))
    .end(createExecute(options.subscribe));
}

import type { IncomingHttpHeaders } from 'node:http';
import type { Identity, MintToken } from '@fiscal/kit';
import type { FormattedExecutionResult } from 'graphql';
import { resultObject } from './answer.ts';
import { type ApolloGateway, createApolloGateway } from './apollo-gateway.ts';
import { stringifyResult } from './apollo-text.ts';
import { createDecide } from './authorization/decide.ts';
import { createLabels, type LabelRule } from './authorization/labels.ts';
import { createPolicyPort, type DecidePolicy, type PolicyTerms } from './authorization/policy-port.ts';
import type { DocumentLimits } from './compiler/document/limits.ts';
import type { Contract } from './compiler/graph/contract-filter.ts';
import { createCompilerPool } from './documents/compiler-pool.ts';
import { createClients } from './graph/clients.ts';
import { openGraph, type Reloaded } from './graph/current-graph.ts';
import type { Result } from './operation.ts';
import { createBarePipeline } from './pipeline.ts';
import { createHttpSubgraphClient } from './traffic/http-subgraph-client.ts';
import { rulesFor, type TrafficOptions } from './traffic/options.ts';
import { turnTime } from './turn-clock.ts';

export type RouterOptions = {
  /** The text of any federation 2 supergraph. */
  readonly supergraphSdl: string;
  /** As `traffic` of router.yaml: among other things `subgraphs.<name>.url`. */
  readonly traffic?: Partial<TrafficOptions>;
  readonly limits?: Partial<DocumentLimits>;
  /** The part of the graph that clients see, by `@tag`; all of it when absent. */
  readonly contract?: Contract;
  readonly planning?: { readonly timeoutMs?: number; readonly maxMemoryMb?: number; readonly threads?: number };
  /** What the names in `@policy` mean. */
  readonly policies?: Readonly<Record<string, PolicyTerms>>;
  /** Decides over policies that `policies` does not name. */
  readonly decidePolicy?: DecidePolicy;
  /** For whom labels of progressive overrides are on. */
  readonly labels?: Readonly<Record<string, LabelRule>>;
  readonly requestTimeoutMs?: number;
  /** Whether faults inside are told as `INTERNAL`; they are, unless told otherwise. */
  readonly maskErrors?: boolean;
  /** Makes the token that a subgraph is sent with each request; none is sent without it. */
  readonly mint?: MintToken;
  /** Leaves data that comes to Apollo Server as text; give it `stringifyResult` then, which sends it out as it is. */
  readonly textAnswers?: boolean;
  /** Who asks, by the context that Apollo Server made for the request. Nobody, without it. */
  readonly identify?: (context: unknown) => Identity | undefined;
};

export type RouterRequest = {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  readonly operationName?: string | undefined;
  /** Who asks. Believed: whoever calls this has found it out. */
  readonly identity?: Identity | undefined;
  /** Of the client, for the rules that pass some of them on. */
  readonly headers?: IncomingHttpHeaders | undefined;
  /** Ends reads from subgraphs nobody waits for any more. */
  readonly signal?: AbortSignal | undefined;
};

/** A router as a library: the engine without the house's doors, tokens and counters. */
export type Router = {
  /** Runs a query or a mutation. Never rejects: what fails is told in `errors`. */
  execute(request: RouterRequest): Promise<FormattedExecutionResult>;
  /** Takes another supergraph whole, once it is warm; an unfit one is refused and logged. Never rejects. */
  reload(supergraphSdl: string): Promise<Reloaded>;
  /** Ends threads and connections, after the requests that are under way. */
  stop(): Promise<void>;
  /** For `new ApolloServer({ gateway })` of `@apollo/server` 5. Stopping that server stops the router. */
  readonly gateway: ApolloGateway;
  /** For `new ApolloServer({ gateway, stringifyResult })`, with `textAnswers`. */
  readonly stringifyResult: (result: FormattedExecutionResult) => string;
};

const carries = ['query', 'mutation'] as const;
const usualLimits = {
  maxTokens: 5_000,
  maxDepth: 20,
  maxFields: 5_000,
  maxAliases: 200,
  maxRootFields: 50,
  maxDirectives: 200,
};
const usualPlanning = { timeoutMs: 10_000, maxMemoryMb: 512, threads: 1 };
const policyTimeoutMs = 1_000;

/** Makes a router of a supergraph. Errors: an Error that says what is wrong with the supergraph. */
export async function createRouter(options: RouterOptions): Promise<Router> {
  const { requestTimeoutMs = 30_000, policies = {}, decidePolicy, labels = {} } = options;
  const graphs = await openGraphs(options);
  const handle = createBarePipeline({
    currentGraph: graphs.get,
    decide: createDecide(createPolicyPort({ policies, decidePolicy, timeoutMs: policyTimeoutMs })),
    labelsOf: createLabels(labels),
    timeoutMs: requestTimeoutMs,
    now: turnTime,
  });
  const run = async (request: RouterRequest): Promise<Result> => {
    const { query, variables, operationName, identity, headers = {}, signal } = request;
    const { result } = await handle({
      transport: 'library',
      carries,
      address: '',
      headers,
      authorization: undefined,
      caller: identity && { identity },
      signal,
      read: () => ({ query, variables, operationName }),
    });
    // Only subscriptions come as streams, and they are refused.
    return result as Result;
  };
  const execute = async (request: RouterRequest) => resultObject(await run(request));
  const gateway = createApolloGateway(run, graphs, options);
  return { execute, reload: gateway.reload, stop: graphs.stop, gateway, stringifyResult };
}

function openGraphs(options: RouterOptions) {
  const { supergraphSdl, limits, contract, planning, traffic, mint, maskErrors = true } = options;
  const pool = { ...usualPlanning, ...planning };
  const rules = { all: {}, subgraphs: {}, deduplicate: false, ...traffic };
  const clients = createClients(({ name, url }) =>
    createHttpSubgraphClient({
      name,
      url: new URL(rules.subgraphs[name]?.url ?? url),
      rules: rulesFor(name, rules),
      mint,
      now: turnTime,
    }),
  );
  const start = (sdl: string) =>
    createCompilerPool(sdl, { compiler: { limits: { ...usualLimits, ...limits }, contract }, ...pool });
  return openGraph(supergraphSdl, start, clients, maskErrors);
}

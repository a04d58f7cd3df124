import { createMintToken, type MintToken, type Part } from '@fiscal/kit';
import { type Authenticate, createAuthenticate } from './admission/authenticate.ts';
import { createLocalLimiter } from './admission/limiter.ts';
import { createRedisLimiter } from './admission/redis-limiter.ts';
import { createRedis } from './admission/redis-part.ts';
import { createSigningKeys } from './admission/signing-keys.ts';
import { createDecide } from './authorization/decide.ts';
import { createLabels } from './authorization/labels.ts';
import { createPolicyPort } from './authorization/policy-port.ts';
import type { Config } from './config/read-config.ts';
import { createCompilerPool } from './documents/compiler-pool.ts';
import { createLocalStore, createSharedStore } from './documents/persisted-store.ts';
import { passedOnHeaders } from './execution/allow-caching.ts';
import { createClients } from './graph/clients.ts';
import { openGraph } from './graph/current-graph.ts';
import type { Graph } from './graph/graph.ts';
import { openSource, type Source } from './graph/open-source.ts';
import { createGraphqlDoor } from './http/graphql-door.ts';
import { createPlainDoor } from './http/plain/plain-door.ts';
import { createRouter } from './http/router.ts';
import { serverPart } from './http/server-part.ts';
import { createWebSocketDoor } from './http/websocket/door.ts';
import { createEventSource } from './live/event-source.ts';
import type { Live } from './live/live.ts';
import { wireLive } from './live/wire-live.ts';
import { createPipeline, createPrepareAgain } from './pipeline.ts';
import type { Arrival, Handle } from './request.ts';
import { createRestDoor } from './rest/rest-door.ts';
import { traceCall } from './telemetry/trace-calls.ts';
import { openUsage } from './telemetry/usage/open-usage.ts';
import { createHttpSubgraphClient } from './traffic/http-subgraph-client.ts';
import { rulesFor } from './traffic/options.ts';
import { turnTime } from './turn-clock.ts';

const maxCountedKeys = 100_000;
const policyTimeoutMs = 1_000;
const now = turnTime;

export type Gateway = {
  /** In the order they are to be started. */
  readonly parts: readonly Part[];
  url(): string;
  openSubscriptions(): number;
};

/** Wires the gateway together. Errors: an Error when the supergraph or the internal key is unfit. */
export async function createGateway(config: Config): Promise<Gateway> {
  const source = await openGraphs(config, await createMintToken('gateway', config.internalPrivateJwk));
  const { graphs } = source;
  const shared = createShared(config);
  const usage = openUsage(config.supergraph);
  const policies = createPolicyPort({ policies: config.authorization.policies, timeoutMs: policyTimeoutMs });
  const preparation = {
    currentGraph: graphs.get,
    decide: createDecide(policies),
    labelsOf: createLabels(config.overrides.labels),
    now,
  };
  const live = wireLive(config, graphs, createPrepareAgain(preparation), Date.now);
  const { jwksUrl, issuer, audience } = config.authentication;
  const authenticate = createAuthenticate(createSigningKeys(new URL(jwksUrl), now), issuer, audience, now);
  const handle = createPipeline({
    ...preparation,
    timeoutMs: config.requestTimeoutMs,
    telemetry: config.telemetry,
    authenticate,
    limiter: shared.limiter,
    rateLimits: { windowMs: config.rateLimit.windowSeconds * 1_000, points: config.rateLimit.points },
    guarded: config.rateLimit.guarded,
    cost: config.cost,
    introspection: config.limits.introspection,
    maxListItems: config.limits.maxListItems,
    persisted: shared.persisted,
    passedOn: passedOnHeaders(config.traffic),
    showsCode: config.planning.debug,
    subscribe: live.subscribe,
    noteUsage: usage.note,
    now,
  });
  const http = createDoors(config, handle, authenticate, live, graphs.get);
  const graph: Part = { name: 'graph', start: async () => undefined, stop: graphs.stop };
  const parts = [graph, ...source.parts, ...shared.parts, ...usage.parts, live.part, http];
  return { parts, url: http.url, openSubscriptions: live.size };
}

function openGraphs(config: Config, mint: MintToken): Promise<Source> {
  const { planning, limits, traffic, supergraph, cost, rateLimit } = config;
  const price = { assumedListSize: cost.assumedListSize, actual: true };
  const compiler = {
    limits,
    contract: supergraph.contract,
    notesPlan: planning.debug,
    publicLiveFields: config.live.publicFields,
    cost: cost.mode === 'off' ? undefined : price,
    reportsUsage: supergraph.registry.usageUrl !== undefined,
    guarded: Object.fromEntries(Object.entries(rateLimit.guarded).map(([field, { account }]) => [field, account])),
  };
  const start = (sdl: string) => createCompilerPool(sdl, { compiler, ...planning });
  const clients = createClients(({ name, url, sdl }) => {
    if (sdl !== undefined) return createEventSource(sdl);
    const address = new URL(config.subgraphUrl(name) ?? url);
    return createHttpSubgraphClient({
      name,
      url: address,
      rules: rulesFor(name, traffic),
      mint,
      now,
      onCall: traceCall,
    });
  });
  return openSource(supergraph, (sdl) => openGraph(sdl, start, clients, config.errors.mask), now);
}

/** What all gateways share by Redis, or each has of its own without it. */
function createShared({ redis: { url }, persistedQueries: { enabled, ttlSeconds }, rateLimit }: Config) {
  const local = createLocalLimiter(maxCountedKeys, now);
  const ttlMs = ttlSeconds * 1_000;
  if (!url) return { parts: [], limiter: local, persisted: enabled ? createLocalStore(ttlMs, now) : undefined };
  const { redis, part } = createRedis(url, rateLimit.redisTimeoutMs);
  const persisted = enabled ? createSharedStore(redis, ttlMs, now) : undefined;
  return { parts: [part], limiter: createRedisLimiter(redis, local, rateLimit.localShare, now), persisted };
}

function createDoors(
  config: Config,
  handle: Handle<Arrival>,
  authenticate: Authenticate,
  live: Live,
  currentGraph: () => Graph,
) {
  const { http, listen } = config;
  const { maxBodyBytes: maxBytes, readTimeoutMs: timeoutMs, trustedProxies } = http;
  const options = { ...http, body: { maxBytes, timeoutMs }, secret: config.internalPrivateJwk.d };
  const graphql = createGraphqlDoor(handle, authenticate, options);
  const webSocket = createWebSocketDoor(handle, authenticate, { ...http.streams, maxBytes, trustedProxies }, now);
  const router = createRouter({
    graphql: graphql.serve,
    rest: createRestDoor(handle, currentGraph, options),
    corsOrigins: http.corsOrigins,
    compression: http.compression,
    graphiql: http.graphiql,
    // Whatever else is down takes only what needs it along, and the answers say so.
    parts: [],
  });
  const endStreams = () => live.close().then(graphql.stop).then(webSocket.stop);
  return serverPart({
    ...listen,
    // All clients come from the proxies then.
    maxConnectionsPerAddress: trustedProxies > 0 ? Number.POSITIVE_INFINITY : listen.maxConnectionsPerAddress,
    handler: router,
    plain: (keeping) => createPlainDoor(handle, { ...http, maxBytes }, keeping),
    upgrade: webSocket.upgrade,
    endStreams,
  });
}

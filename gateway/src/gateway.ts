import { readFileSync } from 'node:fs';
import { crash, createMintToken, type MintToken, type Part } from '@fiscal/kit';
import { createKafka, tailPart } from '@fiscal/kit/events';
import { withDeadline } from '@fiscal/kit/resilience';
import { type Authenticate, createAuthenticate } from './admission/authenticate.ts';
import { createLocalCounter } from './admission/counter.ts';
import { rateWindowMs } from './admission/limit-rate.ts';
import { createRedisCounter } from './admission/redis-counter.ts';
import { createRedis } from './admission/redis-part.ts';
import { createSigningKeys } from './admission/signing-keys.ts';
import type { Config } from './config/read-config.ts';
import { createHttpSubgraphClient } from './execution/fetch-subgraph.ts';
import { closeGraph, type Graph, loadGraph } from './graph/load.ts';
import { createGraphqlDoor } from './http/graphql-door.ts';
import { createRouter } from './http/router.ts';
import { serverPart } from './http/server-part.ts';
import { createWebSocketDoor } from './http/websocket.ts';
import { liveFields } from './live/fields.ts';
import { createHub } from './live/hub.ts';
import { createLive, type Live } from './live/subscribe.ts';
import { createPipeline } from './pipeline.ts';
import type { Arrival, Handle } from './request.ts';
import { createRestDoor } from './rest/rest-door.ts';

const maxCountedKeys = 100_000;
const tailReadyMs = 5_000;
const now = Date.now;

export type Gateway = {
  /** In the order they are to be started. */
  readonly parts: readonly Part[];
  url(): string;
  openSubscriptions(): number;
};

/** Wires the gateway together. Errors: an Error when the supergraph or the internal key is unfit. */
export async function createGateway(config: Config): Promise<Gateway> {
  const mint = await createMintToken('gateway', config.internalPrivateJwk);
  const graph = readGraph(config, mint);
  const currentGraph = () => graph;
  const hub = createHub(liveFields);
  const tail = createTail(config, hub.publish);
  const live = createLive(hub, tail.ready, config.requestTimeoutMs, now);
  const limiter = createLimiter(config);
  const keys = createSigningKeys(new URL(config.authentication.jwksUrl), now);
  const authenticate = createAuthenticate(keys, config.authentication.issuer, config.authentication.audience, now);
  const handle = createPipeline({
    timeoutMs: config.requestTimeoutMs,
    exposeSubgraphCalls: config.telemetry.exposeSubgraphCalls,
    authenticate,
    countUses: limiter.count,
    rateLimits: config.rateLimit.points,
    maxTokens: config.limits.maxTokens,
    maxDepth: config.limits.maxDepth,
    currentGraph,
    subscribe: live.subscribe,
    now,
  });
  const http = createDoors(config, handle, authenticate, live, currentGraph);
  const clients: Part = { name: 'subgraph clients', start: async () => undefined, stop: () => closeGraph(graph) };
  const parts = [clients, ...limiter.parts, ...tail.parts, http];
  return { parts, url: http.url, openSubscriptions: hub.size };
}

function readGraph(config: Config, mint: MintToken): Graph {
  return loadGraph(readFileSync(config.supergraph.path, 'utf8'), (name, routingUrl) => {
    const url = new URL(config.subgraphUrl(name) ?? routingUrl);
    return createHttpSubgraphClient(name, url, mint, config.requestTimeoutMs);
  });
}

/** Queries do not wait for Kafka: the tail starts beside the rest, and a subscription that comes early waits for it. */
function createTail({ kafka: { brokers } }: Config, onEvent: Parameters<typeof tailPart>[0]['onEvent']) {
  if (!brokers) return { parts: [], ready: () => Promise.reject(new Error('KAFKA_BROKERS is not set')) };
  const topics = [...new Set(Object.values(liveFields).map(({ topic }) => topic))];
  const tail = tailPart({ kafka: createKafka({ brokers, clientId: 'gateway' }), name: 'gateway', topics, onEvent });
  let started = Promise.resolve();
  const start = async () => {
    started = tail.start();
    started.catch(crash);
  };
  const ready = () => withDeadline(tailReadyMs, () => started.then(tail.ready));
  return { parts: [{ ...tail, start }], ready };
}

function createLimiter({ redis: { url } }: Config) {
  const local = createLocalCounter(rateWindowMs, maxCountedKeys, now);
  if (!url) return { parts: [], count: local };
  const { redis, part } = createRedis(url);
  return { parts: [part], count: createRedisCounter(redis, rateWindowMs, local, now) };
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
  const options = { ...http, body: { maxBytes, timeoutMs } };
  const webSocket = createWebSocketDoor(handle, authenticate, { maxBytes, trustedProxies });
  const router = createRouter({
    graphql: createGraphqlDoor(handle, options),
    rest: createRestDoor(handle, currentGraph, options),
    corsOrigins: http.corsOrigins,
    compression: http.compression,
    graphiql: http.graphiql,
    // Whatever else is down takes only what needs it along, and the answers say so.
    parts: [],
  });
  const endStreams = () => live.close().then(webSocket.stop);
  return serverPart({
    ...listen,
    // All clients come from the proxies then.
    maxConnectionsPerAddress: trustedProxies > 0 ? Number.POSITIVE_INFINITY : listen.maxConnectionsPerAddress,
    handler: router,
    upgrade: webSocket.upgrade,
    endStreams,
  });
}

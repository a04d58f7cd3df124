import { readFileSync } from 'node:fs';
import { createMintToken, type Part } from '@fiscal/kit';
import { createKafka, tailPart } from '@fiscal/kit/events';
import { createAuthenticate } from './admission/authenticate.ts';
import { createLocalCounter } from './admission/counter.ts';
import { rateWindowMs } from './admission/limit-rate.ts';
import { createRedisCounter } from './admission/redis-counter.ts';
import { createRedis } from './admission/redis-part.ts';
import { createSigningKeys } from './admission/signing-keys.ts';
import type { Config } from './config.ts';
import { createHttpSubgraphClient } from './execution/fetch-subgraph.ts';
import { type CreateClient, closeGraph, loadGraph } from './graph/load.ts';
import { createGraphqlDoor } from './http/graphql-door.ts';
import { createRouter } from './http/router.ts';
import { serverPart } from './http/server-part.ts';
import { createWebSocketDoor } from './http/websocket.ts';
import { liveFields } from './live/fields.ts';
import { createHub } from './live/hub.ts';
import { createLive } from './live/subscribe.ts';
import { createPipeline } from './pipeline.ts';
import { createRestDoor } from './rest/rest-door.ts';

const maxCountedKeys = 100_000;

export type Gateway = {
  /** In the order they are to be started. */
  readonly parts: readonly Part[];
  url(): string;
  openSubscriptions(): number;
};

/** Wires the gateway together. Errors: an Error when the supergraph or a key is unfit. */
export async function createGateway(config: Config): Promise<Gateway> {
  const now = Date.now;
  const mint = await createMintToken('gateway', config.INTERNAL_PRIVATE_JWK);
  const createClient: CreateClient = (name, routingUrl) =>
    createHttpSubgraphClient(name, new URL(config.subgraphUrl(name) ?? routingUrl), mint, config.REQUEST_TIMEOUT_MS);
  const graph = loadGraph(readFileSync(config.SUPERGRAPH_PATH, 'utf8'), createClient);
  const currentGraph = () => graph;

  const hub = createHub(liveFields);
  const tail = createTail(config, hub.publish);
  const live = createLive(hub, tail.ready, config.REQUEST_TIMEOUT_MS, now);
  const limiter = createLimiter(config, now);
  const keys = createSigningKeys(new URL(config.AUTH_JWKS_URL), now);
  const authenticate = createAuthenticate(keys, config.AUTH_ISSUER, config.AUTH_AUDIENCE);
  const handle = createPipeline({
    timeoutMs: config.REQUEST_TIMEOUT_MS,
    exposeSubgraphCalls: config.EXPOSE_SUBGRAPH_CALLS,
    authenticate,
    countUses: limiter.count,
    rateLimits: {
      anonymous: config.RATE_LIMIT_ANONYMOUS,
      free: config.RATE_LIMIT_FREE,
      pro: config.RATE_LIMIT_PRO,
      enterprise: config.RATE_LIMIT_ENTERPRISE,
    },
    maxTokens: config.MAX_QUERY_TOKENS,
    maxDepth: config.MAX_QUERY_DEPTH,
    currentGraph,
    subscribe: live.subscribe,
    now,
  });

  const body = { maxBytes: config.MAX_BODY_BYTES, timeoutMs: config.READ_TIMEOUT_MS };
  const doorOptions = { body, trustedProxies: config.TRUSTED_PROXIES };
  const webSocket = createWebSocketDoor(handle, authenticate, {
    maxBytes: config.MAX_BODY_BYTES,
    trustedProxies: config.TRUSTED_PROXIES,
  });
  const http = serverPart({
    host: config.HOST,
    port: config.HTTP_PORT,
    handler: createRouter({
      graphql: createGraphqlDoor(handle, doorOptions),
      rest: createRestDoor(handle, currentGraph, doorOptions),
      corsOrigins: config.CORS_ORIGINS,
      parts: [],
    }),
    upgrade: webSocket.upgrade,
    async endStreams() {
      await live.close();
      await webSocket.stop();
    },
  });
  const clients: Part = { name: 'subgraph clients', start: async () => undefined, stop: () => closeGraph(graph) };
  return { parts: [clients, ...limiter.parts, ...tail.parts, http], url: http.url, openSubscriptions: hub.size };
}

function createTail({ KAFKA_BROKERS: brokers }: Config, onEvent: Parameters<typeof tailPart>[0]['onEvent']) {
  if (!brokers) return { parts: [], ready: () => Promise.reject(new Error('KAFKA_BROKERS is not set')) };
  const topics = [...new Set(Object.values(liveFields).map(({ topic }) => topic))];
  const part = tailPart({ kafka: createKafka({ brokers, clientId: 'gateway' }), name: 'gateway', topics, onEvent });
  return { parts: [part], ready: async () => part.ready?.() };
}

function createLimiter({ REDIS_URL: url }: Config, now: () => number) {
  const local = createLocalCounter(rateWindowMs, maxCountedKeys, now);
  if (!url) return { parts: [], count: local };
  const { redis, part } = createRedis(url);
  return { parts: [part], count: createRedisCounter(redis, rateWindowMs, local, now) };
}

/** The variables of the environment that stand for a setting, and win over the file. */
export const variables: Readonly<Record<string, readonly string[]>> = {
  HOST: ['listen', 'host'],
  HTTP_PORT: ['listen', 'port'],
  INTERNAL_PRIVATE_JWK: ['internalPrivateJwk'],
  LOG_LEVEL: ['logLevel'],
  SUPERGRAPH_SOURCE: ['supergraph', 'source'],
  SUPERGRAPH_PATH: ['supergraph', 'path'],
  REGISTRY_ENDPOINTS: ['supergraph', 'registry', 'endpoints'],
  REGISTRY_GRAPH_REF: ['supergraph', 'registry', 'ref'],
  REGISTRY_KEY: ['supergraph', 'registry', 'key'],
  REGISTRY_SIGNING_KEY: ['supergraph', 'registry', 'signingKey'],
  REGISTRY_USAGE_URL: ['supergraph', 'registry', 'usageUrl'],
  SUPERGRAPH_CACHE_FILE: ['supergraph', 'registry', 'cacheFile'],
  AUTH_JWKS_URL: ['authentication', 'jwksUrl'],
  AUTH_ISSUER: ['authentication', 'issuer'],
  AUTH_AUDIENCE: ['authentication', 'audience'],
  KAFKA_BROKERS: ['kafka', 'brokers'],
  REDIS_URL: ['redis', 'url'],
  MAX_BODY_BYTES: ['http', 'maxBodyBytes'],
  READ_TIMEOUT_MS: ['http', 'readTimeoutMs'],
  TRUSTED_PROXIES: ['http', 'trustedProxies'],
  CORS_ORIGINS: ['http', 'corsOrigins'],
  LIVE_CURSOR_KEYS: ['live', 'cursorKeys'],
  LIVE_MAX_SUBSCRIPTIONS: ['live', 'maxSubscriptions'],
  LIVE_MAX_SUBSCRIPTIONS_PER_TENANT: ['live', 'maxSubscriptionsPerTenant'],
  REQUEST_TIMEOUT_MS: ['requestTimeoutMs'],
  MAX_QUERY_TOKENS: ['limits', 'maxTokens'],
  MAX_QUERY_DEPTH: ['limits', 'maxDepth'],
  RATE_LIMIT_ANONYMOUS: ['rateLimit', 'points', 'anonymous'],
  RATE_LIMIT_FREE: ['rateLimit', 'points', 'free'],
  RATE_LIMIT_PRO: ['rateLimit', 'points', 'pro'],
  RATE_LIMIT_ENTERPRISE: ['rateLimit', 'points', 'enterprise'],
  ROUTER_DEBUG_PLAN: ['planning', 'debug'],
  EXPOSE_SUBGRAPH_CALLS: ['telemetry', 'exposeSubgraphCalls'],
};

/** The variable with the address of a subgraph: `INVOICE_URL`. */
export function urlVariable(subgraph: string): string {
  return `${subgraph.toUpperCase().replaceAll(/\W/g, '_')}_URL`;
}

type Tree = { [name: string]: unknown };

/** Puts the variables that are set over what the file says. An empty one counts as unset. */
export function overlay(document: unknown, env: NodeJS.ProcessEnv): unknown {
  if (!isTree(document)) return document;
  return Object.entries(variables).reduce<Tree>((tree, [name, path]) => {
    const text = env[name];
    return text ? put(tree, path, text) : tree;
  }, document);
}

/** The variable that gave what is at a path, with the way on from there; undefined when the file did, or nothing. */
export function variableAt(path: readonly PropertyKey[], env: NodeJS.ProcessEnv): string | undefined {
  const isGiven = ([name, at]: [string, readonly string[]]) => env[name] && at.every((key, n) => path[n] === key);
  const [name, at = []] = Object.entries(variables).find(isGiven) ?? [];
  return name && [name, ...path.slice(at.length)].join('.');
}

/** The variable that a setting could be given by. */
export function variableFor(path: readonly PropertyKey[]): string | undefined {
  const [name] = Object.entries(variables).find(([, at]) => at.join('.') === path.join('.')) ?? [];
  return name;
}

function put(tree: Tree, [key = '', ...rest]: readonly string[], value: string): Tree {
  if (rest.length === 0) return { ...tree, [key]: value };
  const inner = tree[key];
  // What is no section is left as it is, to be refused.
  if (inner !== undefined && !isTree(inner)) return tree;
  return { ...tree, [key]: put(inner ?? {}, rest, value) };
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

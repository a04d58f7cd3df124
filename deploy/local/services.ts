import { fileURLToPath } from 'node:url';
import type { Given, PortName, Ports } from './config.ts';
import type { Keys } from './keys.ts';

/** The services in the order they are listed; each is its own process. */
export const serviceNames = ['auth', 'invoice', 'analytics', 'notification', 'schema-registry', 'gateway'] as const;
export type ServiceName = (typeof serviceNames)[number];

type Service = {
  readonly folder: string;
  readonly http: PortName;
  readonly grpc?: PortName;
  /** The rest of the platform is of use without it. */
  readonly optional?: true;
};

export const services: Readonly<Record<ServiceName, Service>> = {
  auth: { folder: 'subgraphs/auth', http: 'AUTH_PORT', grpc: 'AUTH_GRPC_PORT' },
  invoice: { folder: 'subgraphs/invoice', http: 'INVOICE_PORT', grpc: 'INVOICE_GRPC_PORT' },
  analytics: { folder: 'subgraphs/analytics', http: 'ANALYTICS_PORT', grpc: 'ANALYTICS_GRPC_PORT', optional: true },
  notification: { folder: 'subgraphs/notification', http: 'NOTIFICATION_PORT' },
  'schema-registry': { folder: 'schema-registry', http: 'SCHEMA_REGISTRY_PORT' },
  gateway: { folder: 'gateway', http: 'GATEWAY_PORT' },
};

/** What the embedded parts add to the addresses that were given. */
export type Addresses = {
  /** By variable, `AUTH_DATABASE_URL` and the like. */
  readonly databases: Readonly<Record<string, string>>;
  readonly brokers: string;
  readonly smtpUrl: string;
  readonly blobDir: string;
  readonly chdbDir: string;
  /** Where the gateway keeps the last good launch. */
  readonly launchFile: string;
};

/** The graph of the house in its schema registry. */
export const graphRef = 'fiscal@current';

const host = '127.0.0.1';
const routerConfig = fileURLToPath(new URL('../router.yaml', import.meta.url));

/** The environment of a service: what the platform was started with, and everything the service needs on top. */
export function serviceEnvironment(
  name: ServiceName,
  from: { env: NodeJS.ProcessEnv; given: Given; ports: Ports; keys: Keys; addresses: Addresses },
): NodeJS.ProcessEnv {
  const { env, ports, keys } = from;
  const { http, grpc } = services[name];
  return {
    ...env,
    SERVICE_NAME: name,
    HOST: host,
    HTTP_PORT: String(ports[http]),
    ...(grpc ? { GRPC_PORT: String(ports[grpc]) } : {}),
    KAFKA_BROKERS: from.addresses.brokers,
    INTERNAL_PRIVATE_JWK: JSON.stringify(keys.privateJwks[name]),
    INTERNAL_JWKS: JSON.stringify(keys.jwks),
    ...ownEnvironment(name, from),
  };
}

function ownEnvironment(
  name: ServiceName,
  from: { env: NodeJS.ProcessEnv; given: Given; ports: Ports; keys: Keys; addresses: Addresses },
): NodeJS.ProcessEnv {
  const { env, given, ports, addresses } = from;
  const issuer = env.AUTH_ISSUER || `http://localhost:${ports.GATEWAY_PORT}`;
  const grpcOf = (port: PortName) => `${host}:${ports[port]}`;
  const graphqlOf = (port: PortName) => `http://${host}:${ports[port]}/graphql`;
  const own: Record<ServiceName, () => NodeJS.ProcessEnv> = {
    auth: () => ({
      ...only(addresses.databases, 'AUTH_'),
      AUTH_ISSUER: issuer,
      AUTH_KEY_SECRET: env.AUTH_KEY_SECRET || from.keys.authKeySecret,
      // A demonstration must not run into the limits of the smallest tier.
      AUTH_SIGNUP_TIER: env.AUTH_SIGNUP_TIER || 'enterprise',
    }),
    invoice: () => ({
      ...only(addresses.databases, 'INVOICE_'),
      AUTH_GRPC_ADDRESS: grpcOf('AUTH_GRPC_PORT'),
      ...(given.S3_ENDPOINT ? {} : { BLOB_DIR: addresses.blobDir }),
    }),
    analytics: () => ({
      INVOICE_GRPC_ADDRESS: grpcOf('INVOICE_GRPC_PORT'),
      ...(given.CLICKHOUSE_URL ? {} : { CHDB_DIR: addresses.chdbDir }),
    }),
    notification: () => ({
      ...only(addresses.databases, 'NOTIFICATION_'),
      SMTP_URL: addresses.smtpUrl,
      AUTH_GRPC_ADDRESS: grpcOf('AUTH_GRPC_PORT'),
    }),
    'schema-registry': () => ({
      ...only(addresses.databases, 'REGISTRY_'),
      REGISTRY_ADMIN_KEY: env.REGISTRY_ADMIN_KEY || from.keys.registryAdminKey,
      REGISTRY_ROUTER_KEY: env.REGISTRY_ROUTER_KEY || from.keys.registryRouterKey,
      REGISTRY_SIGNING_JWK: env.REGISTRY_SIGNING_JWK || JSON.stringify(from.keys.registrySigningJwk),
      REGISTRY_URL: env.REGISTRY_URL || `http://localhost:${ports.SCHEMA_REGISTRY_PORT}`,
    }),
    gateway: () => ({
      // Unless SUPERGRAPH_SOURCE says otherwise, it reads the file; what clients send it tells the registry all the same.
      REGISTRY_ENDPOINTS: env.REGISTRY_ENDPOINTS || `http://${host}:${ports.SCHEMA_REGISTRY_PORT}/uplink`,
      REGISTRY_USAGE_URL: env.REGISTRY_USAGE_URL || `http://${host}:${ports.SCHEMA_REGISTRY_PORT}/api/ingress/traces`,
      REGISTRY_GRAPH_REF: env.REGISTRY_GRAPH_REF || graphRef,
      REGISTRY_KEY: env.REGISTRY_KEY || from.keys.registryRouterKey,
      REGISTRY_SIGNING_KEY: env.REGISTRY_SIGNING_KEY || publicOf(from.keys.registrySigningJwk),
      SUPERGRAPH_CACHE_FILE: env.SUPERGRAPH_CACHE_FILE || addresses.launchFile,
      AUTH_ISSUER: issuer,
      ROUTER_CONFIG: env.ROUTER_CONFIG || routerConfig,
      // It makes its own spans, sampled or not.
      OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'http,undici,graphql',
      AUTH_JWKS_URL: env.AUTH_JWKS_URL || `http://${host}:${ports.AUTH_PORT}/.well-known/jwks.json`,
      AUTH_URL: graphqlOf('AUTH_PORT'),
      INVOICE_URL: graphqlOf('INVOICE_PORT'),
      ANALYTICS_URL: graphqlOf('ANALYTICS_PORT'),
      NOTIFICATION_URL: graphqlOf('NOTIFICATION_PORT'),
    }),
  };
  return own[name]();
}

function publicOf({ d: _, ...jwk }: Keys['registrySigningJwk']): string {
  return JSON.stringify(jwk);
}

function only(databases: Readonly<Record<string, string>>, prefix: string): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(databases).filter(([name]) => name.startsWith(prefix)));
}

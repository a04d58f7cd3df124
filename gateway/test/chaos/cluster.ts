import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { generateInternalKeys } from '@fiscal/kit';
import { freePorts } from '../../../deploy/local/ports.ts';
import type { KafkaBackend } from '../../../test/backends/kafka.ts';
import type { RedisBackend } from '../../../test/backends/redis.ts';
import { type ServerProcess, startServer } from '../../../test/backends/server-process.ts';
import { audienceName, type Issuer, issuerName, startIssuer } from '../issuer.ts';
import { createSubgraphs, type Ledger } from '../subgraphs.ts';
import { type Fault, invoicesOf, replicas, tenants } from './plan.ts';

/** Gateways in processes of their own, and all that they need. */
export type Cluster = {
  readonly issuer: Issuer;
  readonly urls: readonly string[];
  readonly ledger: Ledger;
  /** Has it happen, and resolves when what went down is up again. */
  suffer(fault: Fault): Promise<void>;
  /** The end of what the processes said, for when something is wrong. */
  stop(): Promise<void>;
};

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const root = fileURLToPath(new URL('../../..', import.meta.url));
const startMs = 60_000;
const graceMs = 30_000;

/** Starts replicas of the gateway over a broker, and over Redis where there is one. */
export async function startCluster(broker: KafkaBackend, redis: RedisBackend | undefined): Promise<Cluster> {
  const { privateJwks, jwks } = await generateInternalKeys(['gateway']);
  const issuer = await startIssuer();
  const ledger: Ledger = { invoices: new Map(), seen: [] };
  for (const tenant of tenants) ledger.invoices.set(tenant, new Map(invoicesOf(tenant).map((id) => [id, rowOf(id)])));
  const subgraphs = await createSubgraphs(jwks, ledger);
  for (const subgraph of Object.values(subgraphs)) await subgraph.start();
  const ports = await freePorts(replicas);
  const env = {
    LOG_LEVEL: process.env.CHAOS_LOG ?? 'silent',
    INTERNAL_PRIVATE_JWK: JSON.stringify(privateJwks.gateway),
    AUTH_JWKS_URL: issuer.jwksUrl,
    AUTH_ISSUER: issuerName,
    AUTH_AUDIENCE: audienceName,
    RATE_LIMIT_FREE: '100000000',
    KAFKA_BROKERS: broker.brokers.join(','),
    ...(redis ? { REDIS_URL: redis.url } : {}),
    ...Object.fromEntries(
      Object.entries(subgraphs).map(([name, part]) => [`${name.toUpperCase()}_URL`, `${part.url()}/graphql`]),
    ),
  };
  const start = (port: number) =>
    startServer(
      { command: process.execPath, args: [main], cwd: root, env: { ...env, HTTP_PORT: `${port}` } },
      port,
      startMs,
    );
  const running: ServerProcess[] = [];
  for (const port of ports) running.push(await start(port));
  const restart = async (n: number, signal: NodeJS.Signals, downMs: number) => {
    await running[n]?.end(signal, graceMs);
    await delay(downMs);
    running[n] = await start(ports[n] ?? 0);
  };
  const down = async (backend: Pick<KafkaBackend, 'kill' | 'restart'> | undefined, downMs: number) => {
    await backend?.kill();
    await delay(downMs);
    await backend?.restart();
  };
  return {
    issuer,
    ledger,
    urls: ports.map((port) => `http://127.0.0.1:${port}`),
    suffer({ what, replica, downMs }) {
      if (what === 'kill replica') return restart(replica, 'SIGKILL', downMs);
      if (what === 'stop replica') return restart(replica, 'SIGTERM', downMs);
      if (what === 'kill redis') return down(redis, downMs);
      return what === 'kill broker' ? down(broker, downMs) : broker.restart();
    },
    async stop() {
      await Promise.all(running.map((each) => each.end('SIGTERM', graceMs)));
      await Promise.all(Object.values(subgraphs).map((each) => each.stop()));
      await issuer.stop();
    },
  };
}

function rowOf(id: string) {
  return { id, status: 'PENDING', version: 0, issuerRfc: 'EKU9003173C9', total: '116.00' };
}

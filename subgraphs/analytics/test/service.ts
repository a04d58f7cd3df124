import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createMintToken,
  createVerifyToken,
  generateInternalKeys,
  graphqlPart,
  type Identity,
  type UserIdentity,
} from '@fiscal/kit';
import type { Event } from '@fiscal/kit/events';
import { createGrpcClient, grpcPart } from '@fiscal/kit/grpc';
import type { InvoiceFact } from '../src/domain/invoice-fact.ts';
import { createOnInvoiceChanged } from '../src/events/on-invoice-changed.ts';
import type { GraphqlContext } from '../src/graphql/context.ts';
import { createTaxpayerStatsLoader } from '../src/graphql/loaders.ts';
import { resolvers } from '../src/graphql/resolvers.ts';
import { createAnalyticsService } from '../src/grpc/analytics-service.ts';
import { AnalyticsServiceDefinition } from '../src/grpc/generated/analytics.ts';
import {
  type ClickHouseAddress,
  clickHousePart,
  createFactStore,
  createReportStore,
  openClickHouse,
} from '../src/store/index.ts';
import { createBackfill } from '../src/use-cases/backfill.ts';
import { createReportDay } from '../src/use-cases/daily-report.ts';
import { createReadStats } from '../src/use-cases/invoice-stats.ts';

type Answer = { readonly data?: Record<string, never>; readonly errors?: readonly { extensions: { code: string } }[] };

/** A viewer of an organisation. */
export function viewerOf(tenantId: string): UserIdentity {
  return {
    kind: 'user',
    via: 'gateway',
    userId: 'user-1',
    tenantId,
    roles: ['viewer'],
    tier: 'pro',
    sessionId: 's',
    scopes: [],
  };
}

/** The service on free ports over a ClickHouse of its own, or the one that CLICKHOUSE_URL names. */
export async function startService(owned: readonly InvoiceFact[]) {
  const folder = await mkdtemp(join(tmpdir(), 'analytics-'));
  const url = process.env.CLICKHOUSE_URL;
  const address: ClickHouseAddress = url ? { url } : { folder };
  const { privateJwks, jwks } = await generateInternalKeys(['gateway', 'analytics']);
  const clickhouse = await openClickHouse(address);
  let statements = 0;
  const counting = new Proxy(clickhouse, {
    get(target, name: keyof typeof clickhouse) {
      if (name === 'query') statements += 1;
      const member = target[name];
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
  const facts = createFactStore(counting);
  const reports = createReportStore(counting);
  const verify = createVerifyToken('analytics', jwks);
  const mint = await createMintToken('gateway', privateJwks.gateway ?? {});
  const store = clickHousePart(clickhouse, new URL('../migrations/', import.meta.url));
  const backfill = createBackfill(async function* (organizationId) {
    yield* owned.filter((fact) => organizationId === '' || fact.organizationId === organizationId);
  }, facts);
  const graphql = graphqlPart<GraphqlContext>({
    service: 'analytics',
    host: '127.0.0.1',
    port: 0,
    schema: new URL('../contract/schema.graphql', import.meta.url),
    resolvers,
    context: (identity) => ({
      identity,
      reportDay: createReportDay(reports),
      readStats: createReadStats(reports),
      taxpayerStats: createTaxpayerStatsLoader(reports, identity),
    }),
    verify,
    parts: [store],
  });
  const grpc = grpcPart({
    host: '127.0.0.1',
    port: 0,
    services: [[AnalyticsServiceDefinition, createAnalyticsService(backfill)]],
    verify,
    parts: [store],
  });
  await store.start();
  await graphql.start();
  await grpc.start();
  const { client, part } = createGrpcClient(AnalyticsServiceDefinition, {
    address: grpc.address(),
    audience: 'analytics',
    mint,
    service: 'gateway',
  });
  return {
    client,
    facts,
    statements: () => statements,
    onInvoiceChanged: createOnInvoiceChanged(facts) as (event: Event) => Promise<void>,
    async ask(identity: Identity, query: string, variables: Record<string, unknown> = {}): Promise<Answer> {
      const response = await fetch(new URL('/graphql', graphql.url()), {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${await mint('analytics', identity)}` },
        body: JSON.stringify({ query, variables }),
      });
      return (await response.json()) as Answer;
    },
    async stop() {
      for (const opened of [part, grpc, graphql, store]) await opened.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

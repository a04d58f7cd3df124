import { createMintToken, createVerifyToken, graphqlPart, run, stopSignal } from '@fiscal/kit';
import { consumerPart, createKafka } from '@fiscal/kit/events';
import { createGrpcClient, grpcPart } from '@fiscal/kit/grpc';
import { InvoiceServiceDefinition } from './clients/generated/invoice.ts';
import { createListFacts } from './clients/invoices.ts';
import { readConfig } from './config.ts';
import { backfillPart } from './events/backfill-part.ts';
import { createOnInvoiceChanged } from './events/on-invoice-changed.ts';
import { giveUp } from './give-up.ts';
import type { GraphqlContext } from './graphql/context.ts';
import { createTaxpayerStatsLoader } from './graphql/loaders.ts';
import { resolvers } from './graphql/resolvers.ts';
import { createAnalyticsService } from './grpc/analytics-service.ts';
import { AnalyticsServiceDefinition } from './grpc/generated/analytics.ts';
import { clickHousePart, createFactStore, createReportStore, openClickHouse } from './store/index.ts';
import { createBackfill } from './use-cases/backfill.ts';
import { createReportDay } from './use-cases/daily-report.ts';
import { createReadStats } from './use-cases/invoice-stats.ts';

const service = 'analytics';
const config = readConfig(process.env);
const client = await openClickHouse(config.clickhouse).catch(giveUp);
const facts = createFactStore(client);
const reports = createReportStore(client);
const verify = createVerifyToken(service, config.INTERNAL_JWKS);
const mint = await createMintToken(service, config.INTERNAL_PRIVATE_JWK);
const invoices = createGrpcClient(InvoiceServiceDefinition, {
  address: config.INVOICE_GRPC_ADDRESS,
  audience: 'invoice',
  mint,
  service,
});
const backfill = createBackfill(createListFacts(invoices.client), facts);
const reportDay = createReportDay(reports);
const readStats = createReadStats(reports);
const kafka = createKafka({ brokers: config.KAFKA_BROKERS, clientId: service });
const onInvoiceChanged = createOnInvoiceChanged(facts);
const states = ['created', 'processing', 'validated', 'rejected', 'archived', 'failed', 'cancelled'];
const on = Object.fromEntries(states.map((state) => [`fiscal.invoice.${state}.v1`, onInvoiceChanged]));

const clickhouse = clickHousePart(client, new URL('../migrations/', import.meta.url));
const consumer = consumerPart({ kafka, group: service, topics: ['fiscal-invoice'], on });
const { HOST: host, GRPC_PORT, HTTP_PORT } = config;
const services = [[AnalyticsServiceDefinition, createAnalyticsService(backfill)]] as const;

await run(
  [
    clickhouse,
    invoices.part,
    backfillPart(facts, backfill),
    consumer,
    grpcPart({ host, port: GRPC_PORT, services, verify, parts: [clickhouse] }),
    graphqlPart<GraphqlContext>({
      service,
      host,
      port: HTTP_PORT,
      schema: new URL('../contract/schema.graphql', import.meta.url),
      resolvers,
      context: (identity) => ({
        identity,
        reportDay,
        readStats,
        taxpayerStats: createTaxpayerStatsLoader(reports, identity),
      }),
      verify,
      parts: [clickhouse, consumer],
    }),
  ],
  stopSignal(),
);

import { randomBytes } from 'node:crypto';
import {
  createMintToken,
  createPool,
  createVerifyToken,
  graphqlPart,
  postgresPart,
  run,
  stopSignal,
} from '@fiscal/kit';
import { consumerPart, createKafka, relayPart, topicsPart } from '@fiscal/kit/events';
import { createGrpcClient, grpcPart } from '@fiscal/kit/grpc';
import { createGuardedRequest, lookUpHost } from '@fiscal/kit/outbound';
import { blobsPart, openBlobStore } from './blobs/index.ts';
import { AuthServiceDefinition } from './clients/generated/auth.ts';
import { createOwnedRfcs } from './clients/owned-rfcs.ts';
import { readConfig } from './config.ts';
import { uuidV7 } from './domain/invoice-id.ts';
import { createOnInvoiceCreated } from './events/on-invoice-created.ts';
import { resumePart } from './events/resume-part.ts';
import { createFetchDocument } from './fetching/fetch-document.ts';
import { createContext } from './graphql/context.ts';
import { resolvers } from './graphql/resolvers.ts';
import { InvoiceServiceDefinition } from './grpc/generated/invoice.ts';
import { createInvoiceService } from './grpc/invoice-service.ts';
import { createStore, invoiceTopic } from './store/index.ts';
import { createCreateInvoice } from './use-cases/create-invoice.ts';
import { createProcessInvoice } from './use-cases/process-invoice.ts';
import { createResumeStanding } from './use-cases/resume-standing.ts';

const service = 'invoice';
const config = readConfig(process.env);
const { HOST: host, GRPC_PORT, HTTP_PORT, AUTH_GRPC_ADDRESS: address } = config;
const now = () => new Date();
const verify = createVerifyToken(service, config.INTERNAL_JWKS);
const mint = await createMintToken(service, config.INTERNAL_PRIVATE_JWK);
const kafka = createKafka({ brokers: config.KAFKA_BROKERS, clientId: service });
const auth = createGrpcClient(AuthServiceDefinition, { address, audience: 'auth', mint, service });
const pools = config.shardUrls.map((url, shard) => createPool(url, `invoice-${shard}`));
const { transact, reads, readPage, readChanges, takeStanding } = createStore(pools);
const blobs = openBlobStore(config.blobs);
const fetchDocument = createFetchDocument(createGuardedRequest(config.INVOICE_FETCH_ALLOW, lookUpHost));
const createInvoice = createCreateInvoice(transact, blobs, fetchDocument, now, () => uuidV7(now(), randomBytes(10)));
const processInvoice = createProcessInvoice(transact, blobs, createOwnedRfcs(auth.client, now), now);
const resumeStanding = createResumeStanding(transact, takeStanding, processInvoice, now);

const migrations = new URL('../migrations/', import.meta.url);
const schema = new URL('../contract/schema.graphql', import.meta.url);
const context = createContext(createInvoice, reads, readPage);
const on = { 'fiscal.invoice.created.v1': createOnInvoiceCreated(processInvoice) };
const services = [[InvoiceServiceDefinition, createInvoiceService(reads.byIds, readChanges)]] as const;
const stored = [...pools.map((pool) => postgresPart(pool, migrations)), blobsPart(blobs)];
const consumer = consumerPart({ kafka, group: 'invoice-processing', topics: [invoiceTopic.topic], on });
const inward = [topicsPart(kafka, [invoiceTopic]), relayPart({ kafka, pools }), auth.part, consumer];
const parts = [...stored, consumer];
const grpc = grpcPart({ host, port: GRPC_PORT, services, verify, parts: stored });
const graphql = graphqlPart({ service, host, port: HTTP_PORT, schema, resolvers, context, verify, parts });

// Started in this order, stopped in reverse: the doors open last and close first.
await run([...stored, ...inward, resumePart(resumeStanding), grpc, graphql], stopSignal());

import {
  createMintToken,
  createPool,
  createTransaction,
  createVerifyToken,
  graphqlPart,
  postgresPart,
  run,
  stopSignal,
} from '@fiscal/kit';
import { consumerPart, createKafka, relayPart, topicsPart } from '@fiscal/kit/events';
import { createGrpcClient } from '@fiscal/kit/grpc';
import { createGuardedRequest, lookUpHost } from '@fiscal/kit/outbound';
import { createCallWebhook } from '@fiscal/kit/webhooks';
import { v7 as newId } from 'uuid';
import { createReadContacts } from './clients/contacts.ts';
import { AuthServiceDefinition } from './clients/generated/auth.ts';
import { readConfig } from './config.ts';
import { createDeliver } from './delivery/deliver.ts';
import { createMailer } from './delivery/mailer.ts';
import { createSender } from './delivery/sender.ts';
import { senderPart } from './delivery/sender-part.ts';
import { notificationTopic } from './domain/facts.ts';
import { createOnInvoiceChanged } from './events/on-invoice-changed.ts';
import { createOnLoginFailed } from './events/on-login-failed.ts';
import { createFeatures } from './features.ts';
import type { GraphqlContext } from './graphql/context.ts';
import { createLoaders } from './graphql/loaders.ts';
import { resolvers } from './graphql/resolvers.ts';
import { createNotify } from './use-cases/notify.ts';

const service = 'notification';
const config = readConfig(process.env);
const now = () => new Date();
const pool = createPool(config.NOTIFICATION_DATABASE_URL, service);
const transact = createTransaction(pool);
const kafka = createKafka({ brokers: config.KAFKA_BROKERS, clientId: service });
const verify = createVerifyToken(service, config.INTERNAL_JWKS);
const mint = await createMintToken(service, config.INTERNAL_PRIVATE_JWK);
const authAt = { address: config.AUTH_GRPC_ADDRESS, audience: 'auth', mint, service };
const auth = createGrpcClient(AuthServiceDefinition, authAt);
const request = createGuardedRequest(config.WEBHOOK_ALLOW, lookUpHost);
const mailer = createMailer(config.SMTP_URL, config.MAIL_FROM);
const deliver = createDeliver(transact, mailer.sendMail, createCallWebhook(request, now), now);

const features = createFeatures(transact, now, newId);
const contactsOf = createReadContacts(auth.client, now);
const notify = createNotify(transact, now, newId);
const onInvoiceChanged = createOnInvoiceChanged(contactsOf, notify);
const on = {
  'fiscal.invoice.archived.v1': onInvoiceChanged,
  'fiscal.invoice.rejected.v1': onInvoiceChanged,
  'fiscal.invoice.failed.v1': onInvoiceChanged,
  'fiscal.auth.failed.v1': createOnLoginFailed(contactsOf, notify),
};

const postgres = postgresPart(pool, new URL('../migrations/', import.meta.url));
const consumer = consumerPart({ kafka, group: service, topics: ['fiscal-invoice', 'auth-events'], on });
const door = graphqlPart<GraphqlContext>({
  service,
  host: config.HOST,
  port: config.HTTP_PORT,
  schema: new URL('../contract/schema.graphql', import.meta.url),
  resolvers,
  context: (identity) => ({ ...features, ...createLoaders(transact, identity), identity }),
  verify,
  parts: [postgres, consumer],
});
const sender = senderPart(createSender(transact, deliver, now), transact, now);
const topics = topicsPart(kafka, [{ topic: notificationTopic, partitions: 4 }]);
const relay = relayPart({ kafka, pools: [pool] });

await run([postgres, auth.part, mailer.part, sender, topics, relay, consumer, door], stopSignal());

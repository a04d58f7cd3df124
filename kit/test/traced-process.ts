import { randomUUID } from 'node:crypto';
import { trace } from '@opentelemetry/api';
import { addToOutbox, consumerPart, createKafka, type Event, ensureTopics, relayPart } from '../src/events/index.ts';
import { createGrpcClient, grpcPart } from '../src/grpc/index.ts';
import * as kit from '../src/index.ts';
import { EchoServiceDefinition } from './generated/echo.ts';
import { noteResolvers, noteSchema } from './note-service.ts';

// A process for telemetry.test.ts: one request passes every door of the kit, and each logs a line that names it.
const [databaseUrl = '', broker = ''] = process.argv.slice(2);
const topic = `traced-${randomUUID()}`;
const event: Event = {
  id: randomUUID(),
  type: 'fiscal.note.read.v1',
  source: '/note',
  subject: '1',
  tenant: '-',
  aggregateVersion: 1,
  time: new Date().toISOString(),
  data: {},
};

const pool = kit.createPool(databaseUrl, 'traced');
await kit.migrate(pool, new URL('./migrations/', import.meta.url));
const kafka = createKafka({ brokers: [broker], clientId: 'traced' });
await ensureTopics(kafka, [{ topic, partitions: 1 }]);
const { privateJwks, jwks } = await kit.generateInternalKeys(['gateway']);
const mint = await kit.createMintToken('gateway', privateJwks.gateway ?? {});
const verify = kit.createVerifyToken('note', jwks);
const host = '127.0.0.1';

async function echo({ text }: { text: string }) {
  kit.log.info('grpc');
  return { text };
}
async function append() {
  return {};
}
async function* repeat({ text }: { text: string }) {
  yield { text };
}
const implementation = { echo, append, repeat };
const grpc = grpcPart({ host, port: 0, services: [[EchoServiceDefinition, implementation]], verify, parts: [] });
await grpc.start();
const options = { address: grpc.address(), audience: 'note', mint, service: 'gateway' };
const { client, part: grpcClient } = createGrpcClient(EchoServiceDefinition, options);

async function whoami(): Promise<string> {
  kit.log.info('graphql');
  await kit.createTransaction(pool)(kit.everyTenant, (db) => addToOutbox(db, topic, [event]));
  return (await client.echo({ text: 'me' })).text;
}

let onHeard: () => void = () => undefined;
const heard = new Promise<void>((resolve) => {
  onHeard = resolve;
});
async function onEvent(): Promise<void> {
  kit.log.info('event');
  onHeard();
}

const door = kit.graphqlPart({
  service: 'note',
  host,
  port: 0,
  schema: noteSchema,
  resolvers: { ...noteResolvers, Query: { ...noteResolvers.Query, whoami } },
  context: (identity) => ({ identity }),
  verify,
  parts: [],
});
const parts = [
  relayPart({ kafka, pools: [pool] }),
  consumerPart({ kafka, group: topic, topics: [topic], on: { [event.type]: onEvent } }),
  grpcClient,
  door,
];
for (const part of parts) await part.start();
await trace.getTracer('story').startActiveSpan('story', async (span) => {
  const authorization = `Bearer ${await mint('note', { kind: 'service', via: 'gateway' })}`;
  const headers = { authorization, 'content-type': 'application/json' };
  await fetch(`${door.url()}/graphql`, { method: 'POST', headers, body: '{"query":"{ whoami }"}' });
  span.end();
});
await heard;
for (const part of parts.toReversed()) await part.stop();
await grpc.stop();
await pool.end();

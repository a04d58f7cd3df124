import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMintToken, createVerifyToken, generateInternalKeys, type MintToken, type Part } from '@fiscal/kit';
import { consumerPart, createKafka, type Event } from '@fiscal/kit/events';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Broker, startBroker } from '../../../deploy/local/broker/index.ts';
import { freePorts } from '../../../deploy/local/ports.ts';
import { send } from './ask.ts';
import { createAuthDoor } from './auth-door.ts';
import { buildDocument, issuerRfc, receiverRfc } from './document.ts';
import { type RunningService, startProcess } from './process.ts';
import { user } from './service.ts';
import { createTestShards, type TestShards } from './shards.ts';
import { waitFor } from './wait-for.ts';

let dir: string;
let shards: TestShards;
let broker: Broker;
let brokerPort: number;
let authDoor: Part;
let mint: MintToken;
let env: Record<string, string>;
let service: RunningService;
let watcher: Part;
const seen: Event[] = [];
const rfcsOf = new Map<string, readonly string[]>();

const openBroker = () => startBroker({ dir: join(dir, 'broker'), host: '127.0.0.1', port: brokerPort });

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'invoice-events-'));
  shards = await createTestShards();
  const [http = 0, grpc = 0, authPort = 0, kafkaPort = 0] = await freePorts(4);
  const { privateJwks, jwks } = await generateInternalKeys(['gateway', 'invoice']);
  mint = await createMintToken('gateway', privateJwks.gateway ?? {});
  authDoor = createAuthDoor(createVerifyToken('auth', jwks), rfcsOf, authPort).part;
  await authDoor.start();
  brokerPort = kafkaPort;
  broker = await openBroker();
  env = {
    ...{ HTTP_PORT: String(http), GRPC_PORT: String(grpc), KAFKA_BROKERS: `127.0.0.1:${brokerPort}` },
    ...{ INTERNAL_PRIVATE_JWK: JSON.stringify(privateJwks.invoice), INTERNAL_JWKS: JSON.stringify(jwks) },
    ...{ AUTH_GRPC_ADDRESS: `127.0.0.1:${authPort}`, BLOB_DIR: join(dir, 'blobs') },
    ...Object.fromEntries(shards.urls.map((url, shard) => [`INVOICE_${shard}_DATABASE_URL`, url])),
  };
  service = await startProcess(env);
  const kafka = createKafka({ brokers: [`127.0.0.1:${brokerPort}`], clientId: 'watcher' });
  const states = ['created', 'processing', 'validated', 'rejected', 'archived', 'failed'];
  const watch = async (event: Event) => void seen.push(event);
  const on = Object.fromEntries(states.map((state) => [`fiscal.invoice.${state}.v1`, watch]));
  watcher = consumerPart({ kafka, group: 'watcher', topics: ['fiscal-invoice'], on });
  await watcher.start();
}, 120_000);

afterAll(async () => {
  await watcher.stop();
  await service.killHard();
  await broker.stop();
  await authDoor.stop();
  await shards.stop();
  await rm(dir, { recursive: true, force: true });
}, 60_000);

/** A new organisation with `count` documents sent for it, of issuers in both shards. */
async function sendMany(count: number, tenantId = crypto.randomUUID()): Promise<string> {
  rfcsOf.set(tenantId, [issuerRfc, receiverRfc]);
  const asked = { url: () => service.url, mints: { gateway: mint } };
  for (let n = 0; n < count; n += 1) {
    const [issuer, receiver] = n % 2 ? [issuerRfc, receiverRfc] : [receiverRfc, issuerRfc];
    const { errors } = await send(asked, user(tenantId), buildDocument({ issuer, receiver }));
    expect(errors).toBeUndefined();
  }
  return tenantId;
}

type State = { readonly id: string; readonly status: string; readonly version: number; readonly transitions: number };

const statesOf = (tenantId: string) =>
  shards.query<State>(
    `select id, status, version, (select count(*)::int from invoice_transition where invoice_id = id) as transitions
     from invoice where tenant_id = $1`,
    [tenantId],
  );

const waiting = async () =>
  (await shards.query<{ n: number }>('select count(*)::int as n from outbox')).reduce((sum, { n }) => sum + n, 0);

/** Waits until every document is archived, in exactly four steps, and every step was told, in order. */
async function expectAllArchived(tenantId: string, count: number): Promise<void> {
  const states = await waitFor(
    () => statesOf(tenantId),
    (all) => all.every(({ status }) => status === 'ARCHIVED'),
    60_000,
  );
  expect(states).toHaveLength(count);
  for (const state of states) expect(state).toMatchObject({ version: 4, transitions: 4 });
  await waitFor(waiting, (events) => events === 0);
  const versionsOf = (id: string) => [
    ...new Set(seen.filter(({ subject }) => subject === id).map(({ aggregateVersion }) => aggregateVersion)),
  ];
  await waitFor(
    async () => states.filter(({ id }) => versionsOf(id).length < 4).length,
    (missing) => missing === 0,
  );
  for (const { id } of states) expect(versionsOf(id)).toEqual([1, 2, 3, 4]);
}

describe('an invoice and its events', () => {
  beforeEach(() => {
    seen.length = 0;
  });

  it('goes from PENDING to ARCHIVED off its own event, and tells each step in order', async () => {
    const tenantId = await sendMany(20);
    await expectAllArchived(tenantId, 20);
    const mine = seen.filter(({ tenant }) => tenant === tenantId);
    expect(
      mine.every(
        ({ source, subject, data }) => source === '/invoice' && (data as { invoiceId: string }).invoiceId === subject,
      ),
    ).toBe(true);
    expect(mine.find(({ type }) => type === 'fiscal.invoice.archived.v1')?.data).toMatchObject({
      status: 'ARCHIVED',
      previousStatus: 'VALIDATED',
      total: '100.00',
      currency: 'MXN',
    });
  }, 90_000);

  it('loses nothing when the process is killed between its commit and its event', async () => {
    await broker.stop();
    const tenantId = await sendMany(6);
    expect(await waiting()).toBe(6);
    await service.killHard();
    expect((await statesOf(tenantId)).map(({ status }) => status)).toEqual(Array(6).fill('PENDING'));
    broker = await openBroker();
    service = await startProcess(env);
    await expectAllArchived(tenantId, 6);
  }, 120_000);

  it('loses nothing and does nothing twice when the process is killed again and again while it works', async () => {
    const tenantId = crypto.randomUUID();
    for (let kills = 0; kills < 3; kills += 1) {
      await sendMany(20, tenantId);
      const begun = 20 * kills + 2 + 5 * kills;
      await waitFor(
        () => statesOf(tenantId),
        (all) => all.filter(({ status }) => status !== 'PENDING').length > begun,
      );
      await service.killHard();
      service = await startProcess(env, 'live');
    }
    await expectAllArchived(tenantId, 60);
  }, 180_000);

  it('ends within its budget when asked to, with nothing left half done', async () => {
    const tenantId = await sendMany(10);
    expect(await service.terminate()).toBe(0);
    service = await startProcess(env);
    await expectAllArchived(tenantId, 10);
  }, 90_000);
});

import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createMintToken,
  createVerifyToken,
  generateInternalKeys,
  graphqlPart,
  type Part,
  type Role,
  type UserIdentity,
} from '@fiscal/kit';
import { createGrpcClient, grpcPart } from '@fiscal/kit/grpc';
import { createGuardedRequest, lookUpHost } from '@fiscal/kit/outbound';
import { openBlobStore } from '../src/blobs/index.ts';
import { AuthServiceDefinition } from '../src/clients/generated/auth.ts';
import { createOwnedRfcs } from '../src/clients/owned-rfcs.ts';
import { uuidV7 } from '../src/domain/invoice-id.ts';
import { createFetchDocument } from '../src/fetching/fetch-document.ts';
import { createContext } from '../src/graphql/context.ts';
import { resolvers } from '../src/graphql/resolvers.ts';
import { InvoiceServiceDefinition } from '../src/grpc/generated/invoice.ts';
import { createInvoiceService } from '../src/grpc/invoice-service.ts';
import { createStore } from '../src/store/index.ts';
import { createCreateInvoice } from '../src/use-cases/create-invoice.ts';
import { createProcessInvoice } from '../src/use-cases/process-invoice.ts';
import { createResumeStanding } from '../src/use-cases/resume-standing.ts';
import { createAuthDoor } from './auth-door.ts';
import { createTestShards } from './shards.ts';

export type Service = Awaited<ReturnType<typeof startService>>;

/** The signed-in user of an organisation, as the gateway vouches for. */
export function user(tenantId: string, role: Role = 'analyst'): UserIdentity {
  return {
    kind: 'user',
    via: 'gateway',
    userId: `${role}-of-${tenantId}`,
    tenantId,
    roles: [role],
    tier: 'free',
    sessionId: 's',
    scopes: [],
  };
}

/**
 * The subgraph with its doors open on two real shards, wired as main.ts does but for Kafka: what its events would set
 * off is called by hand. `clock` may be moved.
 */
export async function startService(allowed: readonly string[] = []) {
  const clock = { offsetMs: 0 };
  const now = () => new Date(Date.now() + clock.offsetMs);
  const shards = await createTestShards();
  const blobDir = await mkdtemp(join(tmpdir(), 'invoice-blobs-'));
  const { privateJwks, jwks } = await generateInternalKeys(['gateway', 'invoice', 'analytics']);
  const mintOf = async (name: string) => createMintToken(name, privateJwks[name] ?? {});
  const mints = {
    gateway: await mintOf('gateway'),
    invoice: await mintOf('invoice'),
    analytics: await mintOf('analytics'),
  };
  const rfcsOf = new Map<string, readonly string[]>();
  const authDoor = createAuthDoor(createVerifyToken('auth', jwks), rfcsOf, 0);
  await authDoor.part.start();
  const auth = createGrpcClient(AuthServiceDefinition, {
    address: authDoor.part.address(),
    audience: 'auth',
    mint: mints.invoice,
    service: 'invoice',
  });

  const store = createStore(shards.pools);
  const blobs = openBlobStore({ dir: blobDir });
  const newUuid = () => uuidV7(now(), randomBytes(10));
  const createInvoice = createCreateInvoice(
    store.transact,
    blobs,
    createFetchDocument(createGuardedRequest(new Set(allowed), lookUpHost)),
    now,
    newUuid,
  );
  const processInvoice = createProcessInvoice(store.transact, blobs, createOwnedRfcs(auth.client, now), now);
  const resumeStanding = createResumeStanding(store.transact, store.takeStanding, processInvoice, now);
  const doors = { host: '127.0.0.1', port: 0, verify: createVerifyToken('invoice', jwks), parts: [] };
  const graphql = graphqlPart({
    ...doors,
    service: 'invoice',
    schema: new URL('../contract/schema.graphql', import.meta.url),
    resolvers,
    context: createContext(createInvoice, store.reads, store.readPage),
  });
  const services = [[InvoiceServiceDefinition, createInvoiceService(store.reads.byIds, store.readChanges)]] as const;
  const grpc = grpcPart({ ...doors, services });
  const parts: readonly Part[] = [authDoor.part, auth.part, graphql, grpc];
  await graphql.start();
  await grpc.start();
  return {
    ...{
      shards,
      store,
      blobs,
      blobDir,
      rfcsOf,
      authDoor,
      mints,
      createInvoice,
      processInvoice,
      resumeStanding,
      clock,
      now,
    },
    url: () => `${graphql.url()}/graphql`,
    grpcAddress: grpc.address,
    /** A new organisation that owns these RFCs. */
    newTenant(rfcs: readonly string[]): string {
      const tenantId = randomUUID();
      rfcsOf.set(tenantId, rfcs);
      return tenantId;
    },
    async stop() {
      for (const part of parts.toReversed()) await part.stop();
      await shards.stop();
      await rm(blobDir, { recursive: true, force: true });
    },
  };
}

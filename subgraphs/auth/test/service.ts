import { randomBytes, randomUUID } from 'node:crypto';
import {
  createMintToken,
  createPool,
  createTransaction,
  createVerifyToken,
  type Db,
  generateInternalKeys,
  graphqlPart,
  type Identity,
  type Part,
  postgresPart,
  type Transaction,
} from '@fiscal/kit';
import { createGrpcClient, grpcPart } from '@fiscal/kit/grpc';
import type pg from 'pg';
import { createTestDatabase } from '../../../test/backends/postgres.ts';
import { createCredentials } from '../src/credentials/index.ts';
import { createContext } from '../src/graphql/context.ts';
import { resolvers } from '../src/graphql/resolvers.ts';
import { createAuthService } from '../src/grpc/auth-service.ts';
import { AuthServiceDefinition } from '../src/grpc/generated/auth.ts';
import { createJwksHandler } from '../src/http/jwks.ts';
import { createTransact } from '../src/store/index.ts';
import { createAddUser } from '../src/use-cases/add-user.ts';
import { createIntrospectToken } from '../src/use-cases/introspect-token.ts';
import { createLogin } from '../src/use-cases/login.ts';
import { createLogout } from '../src/use-cases/logout.ts';
import { createRefreshSession } from '../src/use-cases/refresh-session.ts';
import { createSetUserStatus } from '../src/use-cases/set-user-status.ts';
import { createSignUp } from '../src/use-cases/sign-up.ts';

export const issuer = 'http://localhost:4000';
export const audience = 'fiscal-graph';

const host = '127.0.0.1';
const migrations = new URL('../migrations/', import.meta.url);
const schema = new URL('../contract/schema.graphql', import.meta.url);
const internal = await generateInternalKeys(['auth', 'gateway', 'invoice']);
const invoiceKey = internal.privateJwks.invoice ?? {};
export const mintAsGateway = await createMintToken('gateway', internal.privateJwks.gateway ?? {});

/** A time that moves by a millisecond with every look, so that what happens has an order, and by minutes when told. */
export function createClock() {
  let time = Date.now();
  return {
    now: () => {
      time += 1;
      return new Date(time);
    },
    advance: (minutes: number) => {
      time += minutes * 60_000;
    },
  };
}

/** The auth subgraph with all its doors, on a database of its own. */
export async function startService() {
  const database = await createTestDatabase();
  const pool = createPool(database.url, 'auth');
  const postgres = postgresPart(pool, migrations);
  await postgres.start();
  const clock = createClock();
  const statements = countStatements(createTransaction(pool));
  const transact = createTransact(statements.transaction);
  const { keys, tokens, passwords } = await createCredentials(transact, randomBytes(32), issuer, audience, clock.now);
  const context = createContext(transact, {
    signUp: createSignUp(transact, passwords, tokens, 'pro', randomUUID, clock.now),
    login: createLogin(transact, passwords, tokens, randomUUID, clock.now),
    refreshSession: createRefreshSession(transact, tokens, randomUUID, clock.now),
    logout: createLogout(transact, randomUUID, clock.now),
    addUser: createAddUser(transact, passwords, randomUUID, clock.now),
    setUserStatus: createSetUserStatus(transact, randomUUID, clock.now),
  });
  const doors = { host, port: 0, verify: createVerifyToken('auth', internal.jwks), parts: [postgres] };
  const introspectToken = createIntrospectToken(transact, tokens, clock.now);
  const grpc = grpcPart({
    ...doors,
    services: [[AuthServiceDefinition, createAuthService(transact, introspectToken)]],
  });
  const routes = { 'GET /.well-known/jwks.json': createJwksHandler(keys) };
  const graphql = graphqlPart({ ...doors, service: 'auth', schema, resolvers, context, routes });
  await grpc.start();
  await graphql.start();
  const mint = await createMintToken('invoice', invoiceKey);
  const peer = createGrpcClient(AuthServiceDefinition, {
    address: grpc.address(),
    audience: 'auth',
    mint,
    service: 'invoice',
  });
  return {
    url: graphql.url(),
    client: peer.client,
    clock,
    pool,
    transact,
    statements,
    stop: () => stop([peer.part, graphql, grpc, postgres], database.drop),
  };
}

export type Service = Awaited<ReturnType<typeof startService>>;

async function stop(parts: readonly Part[], drop: () => Promise<void>): Promise<void> {
  for (const part of parts) await part.stop();
  await drop();
}

/** Counts what is asked of the database, transactions' beginnings and ends not included. */
function countStatements(transaction: Transaction) {
  const texts: string[] = [];
  const counted = (db: Db): Db => ({
    // All of the overloads take the text first, alone or in a config.
    query: ((...args: Parameters<Db['query']>) => {
      texts.push(String(args[0]));
      return db.query(...args);
    }) as unknown as pg.ClientBase['query'],
  });
  const counting: Transaction = (tenantId, work) => transaction(tenantId, (db) => work(counted(db)));
  return { transaction: counting, take: () => texts.splice(0) };
}

/** Anybody without an access token, as the gateway announces them. */
export const anonymous: Identity = { kind: 'anonymous', via: 'gateway' };

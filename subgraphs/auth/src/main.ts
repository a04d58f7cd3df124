import { randomUUID } from 'node:crypto';
import * as kit from '@fiscal/kit';
import { createKafka, relayPart, topicsPart } from '@fiscal/kit/events';
import { grpcPart } from '@fiscal/kit/grpc';
import { readConfig } from './config.ts';
import { createCredentials, keyRingPart } from './credentials/index.ts';
import { createContext } from './graphql/context.ts';
import { resolvers } from './graphql/resolvers.ts';
import { createAuthService } from './grpc/auth-service.ts';
import { AuthServiceDefinition } from './grpc/generated/auth.ts';
import { createJwksHandler } from './http/jwks.ts';
import { createTransact } from './store/index.ts';
import { createAddUser } from './use-cases/add-user.ts';
import { createIntrospectToken } from './use-cases/introspect-token.ts';
import { createLogin } from './use-cases/login.ts';
import { createLogout } from './use-cases/logout.ts';
import { createRefreshSession } from './use-cases/refresh-session.ts';
import { createSetUserStatus } from './use-cases/set-user-status.ts';
import { createSignUp } from './use-cases/sign-up.ts';

const service = 'auth';
const config = readConfig(process.env);
const { HOST: host, AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience, AUTH_SIGNUP_TIER: tier } = config;
const pool = kit.createPool(config.AUTH_DATABASE_URL, service);
const transact = createTransact(kit.createTransaction(pool));
const now = () => new Date();

const { keys, tokens, passwords } = await createCredentials(transact, config.AUTH_KEY_SECRET, issuer, audience, now);
const introspectToken = createIntrospectToken(transact, tokens, now);
const context = createContext(transact, {
  signUp: createSignUp(transact, passwords, tokens, tier, randomUUID, now),
  login: createLogin(transact, passwords, tokens, randomUUID, now),
  refreshSession: createRefreshSession(transact, tokens, randomUUID, now),
  logout: createLogout(transact, randomUUID, now),
  addUser: createAddUser(transact, passwords, randomUUID, now),
  setUserStatus: createSetUserStatus(transact, randomUUID, now),
});

const kafka = createKafka({ brokers: config.KAFKA_BROKERS, clientId: service });
const postgres = kit.postgresPart(pool, new URL('../migrations/', import.meta.url));
const doors = { host, verify: kit.createVerifyToken(service, config.INTERNAL_JWKS), parts: [postgres] };
const services = [[AuthServiceDefinition, createAuthService(transact, introspectToken)]] as const;
const schema = new URL('../contract/schema.graphql', import.meta.url);
const routes = { 'GET /.well-known/jwks.json': createJwksHandler(keys) };

// Started in this order, stopped in reverse: the doors open last and close first.
await kit.run(
  [
    postgres,
    keyRingPart(keys),
    topicsPart(kafka, [{ topic: 'auth-events', partitions: 4 }]),
    relayPart({ kafka, pools: [pool] }),
    grpcPart({ ...doors, port: config.GRPC_PORT, services }),
    kit.graphqlPart({ ...doors, service, port: config.HTTP_PORT, schema, resolvers, context, routes }),
  ],
  kit.stopSignal(),
);

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  createMintToken,
  createPool,
  createTransaction,
  createVerifyToken,
  type Db,
  everyTenant,
  generateInternalKeys,
  graphqlPart,
  type Identity,
  postgresPart,
  type Role,
  type UserIdentity,
} from '@fiscal/kit';
import { createGrpcClient, grpcPart } from '@fiscal/kit/grpc';
import { createGuardedRequest, lookUpHost } from '@fiscal/kit/outbound';
import { createCallWebhook } from '@fiscal/kit/webhooks';
import { SMTPServer } from 'smtp-server';
import { v7 as newId } from 'uuid';
import { createTestDatabase } from '../../../test/backends/postgres.ts';
import { createReadContacts } from '../src/clients/contacts.ts';
import { AuthServiceDefinition, type AuthServiceImplementation } from '../src/clients/generated/auth.ts';
import { createDeliver } from '../src/delivery/deliver.ts';
import { createMailer } from '../src/delivery/mailer.ts';
import { createSender } from '../src/delivery/sender.ts';
import { createOnInvoiceChanged } from '../src/events/on-invoice-changed.ts';
import { createOnLoginFailed } from '../src/events/on-login-failed.ts';
import { createFeatures } from '../src/features.ts';
import type { GraphqlContext } from '../src/graphql/context.ts';
import { createLoaders } from '../src/graphql/loaders.ts';
import { resolvers } from '../src/graphql/resolvers.ts';
import { createNotify } from '../src/use-cases/notify.ts';

export type Call = { readonly url: string; readonly headers: Record<string, string>; readonly body: string };
export type Answer = {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
};

/** Three active users in every organisation: admin, analyst and viewer. */
const userIds = ['admin', 'analyst', 'viewer'] as const;

export function userOf(tenantId: string, role: Role): UserIdentity {
  return {
    kind: 'user',
    via: 'gateway',
    userId: role,
    tenantId,
    roles: [role],
    tier: 'pro',
    sessionId: 's',
    scopes: [],
  };
}

/** A receiver of webhook calls that answers what it is told to. */
export async function startReceiver() {
  const calls: Call[] = [];
  let status = 204;
  let held: { readonly url: string; readonly until: Promise<void> } | undefined;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    calls.push({
      url: request.url ?? '',
      headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
      body: Buffer.concat(chunks).toString(),
    });
    const { url, until } = held ?? {};
    if (url === request.url) await until;
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    calls,
    authority: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Leaves calls of a path without an answer until what is given back is called. */
    hold(url: string): () => void {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = { url, until: promise };
      return resolve;
    },
    answer(next: number) {
      status = next;
    },
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** An SMTP server that keeps what it is sent, each mail with whom it went to. */
export async function startMailServer() {
  const mails: { readonly to: string; readonly source: string }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, { envelope }, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk) => chunks.push(chunk));
      stream.on('end', () => {
        for (const { address } of envelope.rcptTo)
          mails.push({ to: address, source: Buffer.concat(chunks).toString() });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    mails,
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

/** The service on free ports: its database, the gRPC contract of auth, mail and webhooks are all real connections. */
export async function startService(mailUrl: string, webhookAllow: string) {
  const database = await createTestDatabase();
  const pool = createPool(database.url, 'notification');
  const transact = createTransaction(pool);
  const { privateJwks, jwks } = await generateInternalKeys(['gateway', 'notification']);
  const clock = { now: new Date('2026-03-05T10:00:00Z') };
  const now = () => clock.now;
  const asked: string[] = [];
  const auth: Pick<AuthServiceImplementation, 'listUsers'> = {
    async listUsers({ organizationId }) {
      asked.push(organizationId);
      return { users: userIds.map((id) => ({ id, organizationId, email: `${id}@${organizationId}.example` })) };
    },
  };
  const authServer = grpcPart({
    host: '127.0.0.1',
    port: 0,
    services: [[{ ...AuthServiceDefinition, methods: { listUsers: AuthServiceDefinition.methods.listUsers } }, auth]],
    verify: createVerifyToken('auth', jwks),
    parts: [],
  });
  await authServer.start();
  const mint = await createMintToken('notification', privateJwks.notification ?? {});
  const gatewayMint = await createMintToken('gateway', privateJwks.gateway ?? {});
  const authClient = createGrpcClient(AuthServiceDefinition, {
    address: authServer.address(),
    audience: 'auth',
    mint,
    service: 'notification',
  });
  const request = createGuardedRequest(new Set([webhookAllow]), lookUpHost);
  const mailer = createMailer(mailUrl, 'house@example.org');
  const deliver = createDeliver(transact, mailer.sendMail, createCallWebhook(request, now), now);
  const notify = createNotify(transact, now, newId);
  const contactsOf = createReadContacts(authClient.client, now);
  const features = createFeatures(transact, now, newId);
  const postgres = postgresPart(pool, new URL('../migrations/', import.meta.url));
  let statements = 0;
  const counted: typeof transact = (tenantId, work) =>
    transact(tenantId, (db) =>
      work({
        query: ((...args: Parameters<Db['query']>) => {
          statements += 1;
          return db.query(...args);
        }) as Db['query'],
      }),
    );
  const door = graphqlPart<GraphqlContext>({
    service: 'notification',
    host: '127.0.0.1',
    port: 0,
    schema: new URL('../contract/schema.graphql', import.meta.url),
    resolvers,
    context: (identity) => ({ ...features, ...createLoaders(counted, identity), identity }),
    verify: createVerifyToken('notification', jwks),
    parts: [postgres],
  });
  await postgres.start();
  await door.start();
  return {
    clock,
    asked,
    authServer,
    transact,
    statements: () => statements,
    onInvoiceChanged: createOnInvoiceChanged(contactsOf, notify),
    onLoginFailed: createOnLoginFailed(contactsOf, notify),
    sender: () => createSender(transact, deliver, now),
    /** Sends until nothing is due; gives how many attempts that took. */
    async sendDue(): Promise<number> {
      const sender = createSender(transact, deliver, now);
      for (let attempts = 0; ; ) {
        const begun = await sender.begin();
        await sender.idle();
        if (begun === 0) return attempts;
        attempts += begun;
      }
    },
    async ask(identity: Identity, query: string, variables: Record<string, unknown> = {}): Promise<Answer> {
      const response = await fetch(new URL('/graphql', door.url()), {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${await gatewayMint('notification', identity)}`,
        },
        body: JSON.stringify({ query, variables }),
      });
      return (await response.json()) as Answer;
    },
    outbox: () =>
      transact(everyTenant, async (db) =>
        (await db.query('select event from outbox order by position')).rows.map(({ event }) => event),
      ),
    async stop() {
      for (const part of [door, mailer.part, authClient.part, authServer, postgres]) await part.stop();
      await database.drop();
    },
  };
}

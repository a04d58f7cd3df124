import { createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { createPool, createTransaction, type Db, everyTenant } from '@fiscal/kit';
import { createTestDatabase } from '../../test/backends/postgres.ts';
import { readConfig } from '../src/config.ts';
import { createRegistry } from '../src/registry.ts';

/** An answer of the platform API. */
export type Answer = {
  // Tests know the shape of what they asked for.
  readonly data: Record<string, unknown> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
};

/** A registry in this process, on a free port, with a database of its own. */
export type RegistryHouse = {
  readonly url: string;
  /** The key that may do everything. */
  readonly adminKey: string;
  readonly databaseUrl: string;
  /** The public key that launches are signed with, a JWK as text. */
  readonly signingKey: string;
  /** Asks the platform API, with the admin's key unless another is given; `client` as rover would name itself. */
  ask(query: string, variables?: Record<string, unknown>, options?: AskOptions): Promise<Answer>;
  /** Looks into the database, in one transaction. */
  look<R>(work: (db: Db) => Promise<R>): Promise<R>;
  stop(): Promise<void>;
};

type AskOptions = { readonly key?: string | null; readonly client?: string; readonly operationName?: string };

/** Starts a registry; `settings` are variables of its environment that a test wants otherwise. */
export async function startRegistryHouse(settings: Record<string, string> = {}): Promise<RegistryHouse> {
  const database = await createTestDatabase();
  const adminKey = `user:admin:${randomBytes(32).toString('base64url')}`;
  const { privateKey } = generateKeyPairSync('ed25519');
  const registry = await createRegistry(
    readConfig({
      HTTP_PORT: '0',
      REGISTRY_WORKERS: '1',
      REGISTRY_DATABASE_URL: database.url,
      REGISTRY_ADMIN_KEY: adminKey,
      REGISTRY_SIGNING_JWK: JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid: 'test' }),
      ...settings,
    }),
  );
  for (const part of registry.parts) await part.start();
  const pool = createPool(database.url, 'test');
  const transact = createTransaction(pool);
  const url = registry.url();
  return {
    url,
    adminKey,
    databaseUrl: database.url,
    signingKey: JSON.stringify(createPublicKey(privateKey).export({ format: 'jwk' })),
    ask: (query, variables = {}, options = {}) => ask(url, query, variables, { key: adminKey, ...options }),
    look: (work) => transact(everyTenant, work),
    async stop() {
      for (const part of registry.parts.toReversed()) await part.stop();
      await pool.end();
      await database.drop();
    },
  };
}

/** Asks a registry's platform API. */
export async function ask(
  url: string,
  query: string,
  variables: Record<string, unknown>,
  { key, client = 'test', operationName }: AskOptions,
): Promise<Answer> {
  const response = await fetch(new URL('/graphql', url), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'apollographql-client-name': client,
      ...(key ? { 'x-api-key': key } : {}),
    },
    body: JSON.stringify({ query, variables, operationName }),
  });
  // What it is, its status says; the tests say what it holds.
  return (await response.json()) as Answer;
}

import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { freePorts } from '../../../deploy/local/ports.ts';
import { readConfig } from '../../../schema-registry/src/config.ts';
import { createRegistry, type Registry } from '../../../schema-registry/src/registry.ts';
import { ask } from '../../../schema-registry/test/registry-house.ts';
import { createTestDatabase } from '../../../test/backends/postgres.ts';
import { linkFederation } from '../compose.ts';
import { type PlainSubgraphs, startPlainSubgraphs } from '../plain-subgraphs.ts';

/** A registry that can go down and come back at its address, with subgraphs of a graph that is published to it. */
export type Installation = {
  readonly url: string;
  readonly ref: string;
  /** A key of the registry. */
  readonly key: string;
  readonly signingKey: string;
  readonly subgraphs: PlainSubgraphs;
  /** Has the graph's next launch say so in the description of `Query`. */
  publish(words: string): Promise<void>;
  goDown(): Promise<void>;
  comeUp(): Promise<void>;
  stop(): Promise<void>;
};

const waitMs = 5;
const slow = (value: unknown) => new Promise((resolve) => setTimeout(resolve, waitMs, value));

const sources = {
  one: {
    sdl: 'type Query { items: [Item!]! number(n: Int!): Int! } type Item @key(fields: "id") { id: ID! }',
    resolvers: {
      Query: { items: () => slow([{ id: 'a' }, { id: 'b' }]), number: (_: unknown, { n }: { n: number }) => n },
    },
  },
  two: {
    sdl: 'type Item @key(fields: "id") { id: ID! size: Int! }',
    resolvers: { Item: { __resolveReference: ({ id }: object & { id: string }) => slow({ id, size: 1 }) } },
  },
};

/** Starts both; the first launch says `the first`. Routers are told to ask every second. */
export async function startInstallation(): Promise<Installation> {
  const database = await createTestDatabase();
  const subgraphs = await startPlainSubgraphs(sources);
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const key = `user:admin:${randomBytes(32).toString('base64url')}`;
  const [port = 0] = await freePorts(1);
  const start = async (): Promise<Registry> => {
    const registry = await createRegistry(
      readConfig({
        HTTP_PORT: `${port}`,
        REGISTRY_DATABASE_URL: database.url,
        REGISTRY_ADMIN_KEY: key,
        REGISTRY_SIGNING_JWK: JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid: 'test' }),
      }),
    );
    for (const part of registry.parts) await part.start();
    return registry;
  };
  let registry: Registry | undefined = await start();
  const url = registry.url();
  const goDown = async () => {
    for (const part of registry?.parts.toReversed() ?? []) await part.stop();
    registry = undefined;
  };
  const publishOne = async (name: keyof typeof sources, sdl: string) => {
    const mutation = `mutation ($name: String!, $url: String, $sdl: String) { graph(id: "shop") {
      publishSubgraph(name: $name, url: $url, revision: "", graphVariant: "current", activePartialSchema: { sdl: $sdl }) {
        errors { message } } } }`;
    const variables = { name, url: subgraphs.addresses[name]?.url, sdl: linkFederation('@key') + sdl };
    const { errors } = await ask(url, mutation, variables, { key });
    if (errors) throw new Error(JSON.stringify(errors));
  };
  const publish = (words: string) => publishOne('one', sources.one.sdl.replace('type Query', `"${words}" type Query`));
  await publish('not yet');
  const pace = 'mutation { graph(id: "shop") { variant(name: "current") { paceRouters(seconds: 1) { id } } } }';
  await ask(url, pace, {}, { key });
  await publishOne('two', sources.two.sdl);
  await publish('the first');
  return {
    url,
    ref: 'shop@current',
    key,
    signingKey: JSON.stringify(publicKey.export({ format: 'jwk' })),
    subgraphs,
    publish,
    goDown,
    async comeUp() {
      registry = await start();
    },
    async stop() {
      await goDown();
      await subgraphs.stop();
      await database.drop();
    },
  };
}

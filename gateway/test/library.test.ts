import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import type { Identity } from '@fiscal/kit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRouter, type Router } from '../src/router.ts';
import { type PlainSubgraphs, startPlainSubgraphs } from './plain-subgraphs.ts';

const ana: Identity = {
  kind: 'user',
  via: 'test',
  userId: 'ana',
  tenantId: 't',
  roles: ['viewer'],
  tier: 'pro',
  sessionId: 's',
  scopes: [],
};

const products = (more = '') => ({
  sdl: `type Query { product(upc: ID!): Product broken: String ${more} }
    type Mutation { rename(upc: ID!, name: String!): Product }
    type Product @key(fields: "upc") { upc: ID! name: String! secret: String @authenticated }`,
  resolvers: {
    Query: {
      product: (_: unknown, { upc }: { upc: string }) => ({ upc, name: `Product ${upc}`, secret: 'known' }),
      broken: () => {
        throw new Error('connect ECONNREFUSED 10.0.0.7');
      },
    },
    Mutation: { rename: (_: unknown, { upc, name }: { upc: string; name: string }) => ({ upc, name, secret: null }) },
    Product: { __resolveReference: (reference: object) => reference },
  },
});
const reviews = {
  sdl: 'type Product @key(fields: "upc") { upc: ID! stars(least: Int = 0): [Int!]! }',
  resolvers: {
    Product: {
      __resolveReference: (reference: object) => reference,
      stars: (_: unknown, { least }: { least: number }) => [1, 4, 5].filter((stars) => stars >= least),
    },
  },
};
const query =
  'query Product($upc: ID!, $least: Int) { product(upc: $upc) { title: name stars(least: $least) secret } }';
const variables = { upc: 'a', least: 4 };
const seen = { product: { title: 'Product a', stars: [4, 5], secret: 'known' } };
const unseen = { product: { title: 'Product a', stars: [4, 5], secret: null } };
const denied = [
  {
    message: 'Unauthorized field or type: Product.secret',
    path: ['product', 'secret'],
    extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' },
  },
];

describe('the router as a library', () => {
  let subgraphs: PlainSubgraphs;
  const start = (options: Partial<Parameters<typeof createRouter>[0]> = {}): Promise<Router> =>
    createRouter({
      supergraphSdl: subgraphs.supergraphSdl,
      traffic: { subgraphs: subgraphs.addresses, all: { headers: { propagate: ['x-region'] } } },
      ...options,
    });
  beforeAll(async () => {
    subgraphs = await startPlainSubgraphs({ products: products(), reviews }, ['@key', '@authenticated']);
  });
  afterAll(() => subgraphs.stop());

  describe('in process', () => {
    let router: Router;
    beforeAll(async () => {
      router = await start();
    });
    afterAll(() => router.stop());

    it('runs operations for whoever the caller says', async () => {
      expect(await router.execute({ query, variables, identity: ana })).toEqual({ data: seen });
      expect(await router.execute({ query, variables })).toEqual({ data: unseen, errors: denied });
      const rename = 'mutation { rename(upc: "b", name: "B") { upc name } }';
      expect(await router.execute({ query: rename })).toEqual({ data: { rename: { upc: 'b', name: 'B' } } });
    });

    it('sends subgraphs no token, and what the rules pass on', async () => {
      subgraphs.heard.length = 0;
      await router.execute({ query, variables, headers: { 'x-region': 'north', 'x-other': 'kept' } });
      expect(subgraphs.heard.length).toBeGreaterThan(0);
      for (const headers of subgraphs.heard) {
        expect([headers.authorization, headers['x-region'], headers['x-other']]).toEqual([
          undefined,
          'north',
          undefined,
        ]);
      }
    });

    it.each([
      ['a syntax error', '{ product', {}, 'GRAPHQL_PARSE_FAILED'],
      ['an unknown field', '{ nope }', {}, 'GRAPHQL_VALIDATION_FAILED'],
      ['a variable of another type', query, { upc: {} }, 'INVALID_INPUT'],
      ['a document without an operation', 'fragment A on Query { broken }', {}, 'GRAPHQL_VALIDATION_FAILED'],
    ])('answers %s with errors, and never rejects', async (_, text, given, code) => {
      const { data, errors } = await router.execute({ query: text, variables: given });
      expect([data, errors?.[0]?.extensions?.code]).toEqual([undefined, code]);
    });

    it('masks faults inside', async () => {
      const { data, errors } = await router.execute({ query: '{ broken }' });
      expect([data, errors?.[0]?.message]).toEqual([{ broken: null }, 'internal error']);
    });

    it('refuses a supergraph that is none, and goes on with the one it has', async () => {
      expect(await router.reload('type Query { nothing: Int }')).toBe('refused');
      expect(await router.reload(subgraphs.supergraphSdl)).toBe('same');
      expect((await router.execute({ query, variables, identity: ana })).data).toEqual(seen);
      await expect(createRouter({ supergraphSdl: 'no schema' })).rejects.toThrow();
    });
  });

  describe('as the gateway of Apollo Server', () => {
    let router: Router;
    let server: ApolloServer<{ identity: Identity | undefined }>;
    let url: string;
    beforeAll(async () => {
      router = await start({ identify: (context) => (context as { identity: Identity | undefined }).identity });
      server = new ApolloServer({ gateway: router.gateway });
      const context = async ({ req }: { req: { headers: { authorization?: string | undefined } } }) => ({
        identity: req.headers.authorization === 'Bearer ana' ? ana : undefined,
      });
      ({ url } = await startStandaloneServer(server, { context, listen: { port: 0, host: '127.0.0.1' } }));
    });
    afterAll(() => server.stop());

    const post = async (body: object, headers: Record<string, string> = {}) => {
      const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers } };
      const response = await fetch(url, { ...init, body: JSON.stringify(body) });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    };

    it('answers over HTTP, for the caller that its context names, headers passed on by rule', async () => {
      subgraphs.heard.length = 0;
      const signedIn = { authorization: 'Bearer ana', 'x-region': 'south' };
      expect(await post({ query, variables }, signedIn)).toEqual({ status: 200, body: { data: seen } });
      expect(subgraphs.heard.map((headers) => headers['x-region'])).toContain('south');
      expect((await post({ query, variables })).body).toEqual({ data: unseen, errors: denied });
    });

    it('picks operations by name, and answers introspection', async () => {
      const two = `query A { __typename } query B { __type(name: "Product") { fields { name } } }`;
      expect((await post({ query: two, operationName: 'B' })).body).toEqual({
        data: { __type: { fields: [{ name: 'upc' }, { name: 'name' }, { name: 'secret' }, { name: 'stars' }] } },
      });
    });

    it('tells errors with their places and codes, and those of variables with status 400', async () => {
      const failing = await post({ query: '{ broken }' });
      expect(failing).toMatchObject({
        status: 200,
        body: { data: { broken: null }, errors: [{ path: ['broken'], extensions: { code: 'INTERNAL' } }] },
      });
      expect(JSON.stringify(failing.body)).not.toMatch(/ECONNREFUSED|10\.0\.0\.7|products/);
      expect(await post({ query, variables: { upc: null } })).toMatchObject({
        status: 400,
        body: { errors: [{ extensions: { code: 'INVALID_INPUT' } }] },
      });
      expect((await post({ query: '{ nope }' })).status).toBe(400);
    });

    it('sends data out as text where that was asked for, unless a plugin has a part in it', async () => {
      const seenData: unknown[] = [];
      let looks = false;
      const another = await start({ textAnswers: true });
      const plugin: ApolloServerPlugin = {
        requestDidStart: async () => ({
          willSendResponse: async ({ response: { body: given } }) => {
            if (!looks || given.kind !== 'single' || !given.singleResult.data) return;
            seenData.push({ ...given.singleResult.data });
            given.singleResult.data.added = 1;
          },
        }),
      };
      const { gateway, stringifyResult } = another;
      const ofText = new ApolloServer({ gateway, stringifyResult, plugins: [plugin] });
      const started = await startStandaloneServer(ofText, { listen: { port: 0, host: '127.0.0.1' } });
      const ask = async (text: string) => {
        const init = { method: 'POST', headers: { 'content-type': 'application/json' } };
        return (await fetch(started.url, { ...init, body: JSON.stringify({ query: text, variables }) })).text();
      };
      const stated = JSON.stringify({ errors: denied, data: unseen });
      expect(await ask(query)).toBe(`${stated}\n`);
      expect(await ask('{ __proto__: __typename }')).toBe('{"data":{"__proto__":"Query"}}\n');
      expect(JSON.parse(await ask('{ nope }'))).not.toHaveProperty('data');
      looks = true;
      expect(await ask('{ product(upc: "a") { upc } }')).toBe('{"data":{"product":{"upc":"a"},"added":1}}\n');
      expect(seenData).toEqual([{ product: { upc: 'a' } }]);
      expect(await ask('{ __proto__: __typename }')).toBe('{"data":{"__proto__":"Query","added":1}}\n');
      await ofText.stop();
    });

    it('follows a reload', async () => {
      const next = await startPlainSubgraphs({ products: products('added: String'), reviews }, [
        '@key',
        '@authenticated',
      ]);
      expect((await post({ query: '{ added }' })).status).toBe(400);
      expect(await router.reload(next.supergraphSdl)).toBe('current');
      expect((await post({ query: '{ added }' })).body).toMatchObject({ data: { added: null } });
      await next.stop();
    });
  });
});

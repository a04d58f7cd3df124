import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVerifyToken, generateInternalKeys, graphqlPart } from '@fiscal/kit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { composeFrom } from '../../supergraph/compose.ts';
import { readConfig } from '../src/config/read-config.ts';
import { createGateway, type Gateway } from '../src/gateway.ts';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires"])';
const products = `${link}
  type Query { products: [Product!]! }
  type Product @key(fields: "upc") { upc: ID! grams: Int! }`;
const shipping = `${link}
  type Product @key(fields: "upc") { upc: ID! grams: Int! @external price: Int @requires(fields: "grams") }`;

describe("somebody else's supergraph", () => {
  let folder: string;
  let gateway: Gateway;
  const parts: { stop(): Promise<void> }[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fiscal-supergraph-'));
    const { privateJwks, jwks } = await generateInternalKeys(['gateway']);
    const serve = async (name: string, sdl: string, resolvers: Parameters<typeof graphqlPart>[0]['resolvers']) => {
      const file = join(folder, `${name}.graphql`);
      await writeFile(file, sdl);
      const part = graphqlPart({
        service: name,
        host: '127.0.0.1',
        port: 0,
        schema: new URL(`file://${file}`),
        resolvers,
        context: () => ({}),
        verify: createVerifyToken(name, jwks),
        parts: [],
      });
      await part.start();
      parts.push(part);
      return [`  ${name}:`, `    routing_url: ${part.url()}/graphql`, '    schema:', `      file: ./${name}.graphql`];
    };
    const subgraphs = [
      ...(await serve('my-products', products, { Query: { products: () => [{ upc: 'a', grams: 7 }] } })),
      ...(await serve('shipping', shipping, {
        Product: {
          __resolveReference: (product: object) => product,
          price: ({ grams }: { grams: number }) => grams * 2,
        },
      })),
    ];
    const rover = join(folder, 'rover.yaml');
    await writeFile(rover, ['federation_version: =2.14.4', 'subgraphs:', ...subgraphs].join('\n'));
    const supergraph = join(folder, 'supergraph.graphql');
    await writeFile(supergraph, await composeFrom(rover));
    gateway = await createGateway(
      readConfig({
        HTTP_PORT: '0',
        SUPERGRAPH_PATH: supergraph,
        INTERNAL_PRIVATE_JWK: JSON.stringify(privateJwks.gateway),
      }),
    );
    for (const part of gateway.parts) await part.start();
  });
  afterAll(async () => {
    for (const part of [...gateway.parts].reverse()) await part.stop();
    for (const part of parts) await part.stop();
    await rm(folder, { recursive: true });
  });

  it('is served by its own routing URLs', async () => {
    const response = await fetch(`${gateway.url()}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ products { upc price } }' }),
    });
    expect(await response.json()).toEqual({ data: { products: [{ upc: 'a', price: 14 }] } });
  });

  it('has no REST routes, since it lacks what they ask for', async () => {
    expect((await fetch(`${gateway.url()}/api/v1/invoices/1`)).status).toBe(404);
    expect((await fetch(`${gateway.url()}/api/v1/openapi.json`)).status).toBe(404);
  });
});

describe('what is no supergraph', () => {
  it('is refused before anything listens', async () => {
    const { privateJwks } = await generateInternalKeys(['gateway']);
    const key = JSON.stringify(privateJwks.gateway);
    const load = (path: string) => createGateway(readConfig({ SUPERGRAPH_PATH: path, INTERNAL_PRIVATE_JWK: key }));
    await expect(load('subgraphs/auth/contract/schema.graphql')).rejects.toThrow();
    await expect(load('no/such/file.graphql')).rejects.toThrow(/ENOENT/);
  });

  it('is told apart from a bad environment, of which every fault is named', () => {
    expect(() => readConfig({ HTTP_PORT: 'x', AUTH_JWKS_URL: 'y', RATE_LIMIT_FREE: '-1' })).toThrow(
      /HTTP_PORT[\s\S]*INTERNAL_PRIVATE_JWK[\s\S]*AUTH_JWKS_URL[\s\S]*RATE_LIMIT_FREE/,
    );
  });
});

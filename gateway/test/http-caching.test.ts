import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateInternalKeys } from '@fiscal/kit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readConfig } from '../src/config/read-config.ts';
import { createGateway, type Gateway } from '../src/gateway.ts';
import { audienceName, type Issuer, issuerName, startIssuer } from './issuer.ts';
import { type PlainSubgraphs, startPlainSubgraphs } from './plain-subgraphs.ts';

const hints = `extend schema @composeDirective(name: "@cacheControl")
    @link(url: "https://cache.example/cacheControl/v0.1", import: ["@cacheControl", "CacheControlScope"])
  directive @cacheControl(maxAge: Int, scope: CacheControlScope, inheritMaxAge: Boolean)
    on FIELD_DEFINITION | OBJECT | INTERFACE | UNION
  enum CacheControlScope { PUBLIC PRIVATE }`;

const sdl = `${hints}
  type Query {
    news: News @cacheControl(maxAge: 120)
    mine: News @cacheControl(maxAge: 120, scope: PRIVATE)
    now: String
    guarded: String @authenticated @cacheControl(maxAge: 120)
    broken: String @cacheControl(maxAge: 120)
  }
  type News { title: String text: String @cacheControl(maxAge: 60) long: String }`;

const news = () => ({ title: 'Title', text: 'Text', long: 'x'.repeat(5_000) });
const resolvers = {
  Query: {
    news,
    mine: news,
    now: () => 'now',
    guarded: () => 'guarded',
    broken: () => {
      throw new Error('broken');
    },
  },
};

describe('answers that caches on the way may keep', () => {
  let folder: string;
  let subgraphs: PlainSubgraphs;
  let issuer: Issuer;
  let gateway: Gateway;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fiscal-caching-'));
    const directives = ['@authenticated', '@composeDirective'];
    subgraphs = await startPlainSubgraphs({ news: { sdl, resolvers } }, directives);
    const path = join(folder, 'supergraph.graphql');
    await writeFile(path, subgraphs.supergraphSdl);
    issuer = await startIssuer();
    const { privateJwks } = await generateInternalKeys(['gateway']);
    const env = {
      HTTP_PORT: '0',
      SUPERGRAPH_PATH: path,
      INTERNAL_PRIVATE_JWK: JSON.stringify(privateJwks.gateway),
      AUTH_JWKS_URL: issuer.jwksUrl,
      AUTH_ISSUER: issuerName,
      AUTH_AUDIENCE: audienceName,
      NEWS_URL: subgraphs.addresses.news?.url ?? '',
      CORS_ORIGINS: 'https://page.example',
    };
    gateway = await createGateway(readConfig(env, 'traffic: { all: { headers: { propagate: [Accept-Language] } } }'));
    for (const part of gateway.parts) await part.start();
  });
  afterAll(async () => {
    for (const part of [...gateway.parts].reverse()) await part.stop();
    await subgraphs.stop();
    await issuer.stop();
    await rm(folder, { recursive: true });
  });

  const get = async (query: string, headers: Record<string, string> = {}) => {
    const url = `${gateway.url()}/graphql?${new URLSearchParams({ query })}`;
    const response = await fetch(url, { headers: { 'apollo-require-preflight': '1', ...headers } });
    await response.arrayBuffer();
    return response.headers;
  };

  it('are those of queries whose every field says so, for as long as the least of them', async () => {
    const headers = await get('{ news { title } }');
    expect(headers.get('cache-control')).toBe('public, max-age=120');
    expect(headers.get('vary')).toBe('accept, authorization, accept-language, origin');
    expect(headers.get('ratelimit')).toBeNull();
    expect((await get('{ news { title text } }')).get('cache-control')).toBe('public, max-age=60');
    const long = await get('{ news { long } }');
    expect(long.get('vary')).toBe('accept, authorization, accept-language, origin, accept-encoding');
  });

  it.each([
    ['something without a hint', '{ now }'],
    ['something private', '{ mine { title } }'],
    ['something under a rule', '{ guarded }'],
    ['the schema', '{ news { title } __schema { description } }'],
    ['what fails', '{ broken }'],
    ['what is not valid', '{ nope }'],
  ])('are not those to %s', async (_, query) => {
    expect((await get(query)).get('cache-control')).toBe('no-store');
  });

  it('are not those to whoever says who they are, nor those by POST', async () => {
    const authorization = `Bearer ${await issuer.token()}`;
    expect((await get('{ news { title } }', { authorization })).get('cache-control')).toBe('no-store');
    const response = await fetch(`${gateway.url()}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ news { title } }' }),
    });
    expect(response.headers.get('cache-control')).toBe('no-store');
  });
});

import { createPublicKey, verify } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '../../test/eventually.ts';
import type { Grant } from '../src/domain/access.ts';
import { secretOf } from '../src/domain/key.ts';
import { addKey } from '../src/store/index.ts';
import { createOutage } from './postgres-outage.ts';
import { type RegistryHouse, startRegistryHouse } from './registry-house.ts';
import { postUplink, routerQueries } from './uplink-client.ts';

jest.setTimeout(120_000);

const users = (field: string) => `type Query { ${field}: String }`;
const ref = 'shop@current';

type Config = { readonly __typename: string; readonly id: string; readonly code?: string } & Record<string, unknown>;

describe('uplink', () => {
  let house: RegistryHouse;
  beforeAll(async () => {
    house = await startRegistryHouse({ REGISTRY_URL: 'http://registry.example' });
    await publish(users('first'));
    await addNamedKey('report', { graphId: 'shop', variants: '*', subgraphs: '*', permissions: ['report'] });
    await addNamedKey('other', { graphId: 'other', variants: '*', subgraphs: '*', permissions: ['report', 'read'] });
  });
  afterAll(() => house.stop());

  const publish = async (sdl: string) => {
    const { errors } = await house.ask(
      `mutation ($sdl: String) { graph(id: "shop") { publishSubgraph(name: "users", url: "http://u", revision: "",
        graphVariant: "current", activePartialSchema: { sdl: $sdl }) { wasUpdated } } }`,
      { sdl },
    );
    expect(errors).toBeUndefined();
  };
  const addNamedKey = (name: string, grant: Grant) =>
    house.look((db) => {
      const key = { id: name, name, type: 'SCOPED', grants: [grant], masked: '', createdBy: 'test' } as const;
      const times = { createdAt: new Date(), expiresAt: null, lastUsedAt: null, revokedAt: null };
      return addKey(db, { ...key, ...times }, secretOf(`service:shop:${name}`));
    });
  const poll = async (variables: Record<string, unknown> = {}, query = routerQueries.signed, headers = {}) => {
    const given = { apiKey: 'service:shop:report', ref, ...variables };
    const { status, body } = await postUplink(house.url, { query, variables: given }, headers);
    expect(status).toBe(200);
    return Object.values(body.data ?? {})[0] as unknown as Config;
  };

  it('gives a router what it is to run, and says so when it has it already', async () => {
    const config = await poll();
    expect(config).toMatchObject({ __typename: 'RouterConfigResult', minDelaySeconds: 10, messages: [] });
    expect(config.supergraphSDL).toContain('first: String');
    expect(await poll({ ifAfterId: config.id })).toEqual({
      __typename: 'Unchanged',
      id: config.id,
      minDelaySeconds: 10,
    });
    expect(await poll({ ifAfterId: 'something-else' })).toEqual(config);
    expect(await poll({ ref: 'shop' })).toEqual(config);
  });

  it('signs what it gives', async () => {
    const { id, supergraphSDL, signature } = await poll();
    const response = await fetch(`${house.url}/api/signing-key`);
    const key = (await response.json()) as { x: string };
    expect(key.x).toBe(JSON.parse(house.signingKey).x);
    const signed = Buffer.from(`fiscal-launch-1\n${ref}\n${id}\n${supergraphSDL}`);
    const publicKey = createPublicKey({ key: key as never, format: 'jwk' });
    expect(verify(null, signed, publicKey, Buffer.from(String(signature), 'base64url'))).toBe(true);
  });

  it('speaks to routers as they ask: with aliases, other variables, several fields, and no licence', async () => {
    const { id, supergraphSDL } = await poll();
    expect(await poll({}, routerQueries.gateway)).toEqual({
      __typename: 'RouterConfigResult',
      id,
      supergraphSdl: supergraphSDL,
      minDelaySeconds: 10,
    });
    expect(await poll({ ifAfterId: id }, routerQueries.gateway)).toEqual({ __typename: 'Unchanged' });
    expect(await poll({ graph_ref: ref }, routerQueries.router)).toMatchObject({ id });
    const license = await poll({ graph_ref: ref }, routerQueries.license);
    expect(license).toMatchObject({ __typename: 'RouterEntitlementsResult', entitlement: null });
    expect(await poll({ graph_ref: ref, ifAfterId: license.id }, routerQueries.license)).toMatchObject({
      __typename: 'Unchanged',
    });
    const both = `query ($key: String!, $no: Boolean!) {
      one: routerConfig(ref: "shop@current", apiKey: $key) { ... on RouterConfigResult { id @skip(if: $no) __typename } }
      two: routerConfig(ref: "none@current", apiKey: $key) { ... on FetchError { code } }
    }`;
    const { body } = await postUplink(house.url, { query: both, variables: { key: house.adminKey, no: true } });
    expect(body).toEqual({ data: { one: { __typename: 'RouterConfigResult' }, two: { code: 'UNKNOWN_REF' } } });
  });

  it('refuses with the codes that routers know', async () => {
    const codeOf = async (variables: Record<string, unknown>) => (await poll(variables)).code;
    expect(await codeOf({ apiKey: 'service:shop:forged' })).toBe('AUTHENTICATION_FAILED');
    expect(await codeOf({ apiKey: '' })).toBe('AUTHENTICATION_FAILED');
    expect(await codeOf({ apiKey: 'service:shop:other' })).toBe('ACCESS_DENIED');
    expect(await codeOf({ ref: 'shop@none' })).toBe('UNKNOWN_REF');
    expect(await codeOf({ ref: 'no ref' })).toBe('UNKNOWN_REF');
  });

  it.each([
    ['no JSON', '{', 400],
    ['a list', [], 400],
    ['no query', { variables: {} }, 400],
    ['variables that are none', { query: '{ __typename }', variables: [1] }, 400],
    ['no GraphQL', { query: '{' }, 400],
    ['an unknown field', { query: '{ nothing }' }, 400],
    ['a missing variable', { query: routerQueries.signed }, 400],
    ['an operation that is not there', { query: routerQueries.signed, operationName: 'Other' }, 400],
    ['too much', `{"query": "${'x'.repeat(70_000)}"}`, 413],
  ])('answers %s with a list of errors', async (_, body, status) => {
    const answer = await postUplink(house.url, body);
    expect([answer.status, answer.body]).toEqual([
      status,
      { errors: expect.arrayContaining([expect.objectContaining({ message: expect.any(String) })]) },
    ]);
  });

  it('gives another launch to the next poll, and the old one while the new one does not compose', async () => {
    const { id } = await poll();
    await publish(users('second'));
    const next = await eventually(async () => {
      const config = await poll({ ifAfterId: id });
      expect(config.supergraphSDL).toContain('second: String');
      return config;
    });
    await publish('type Query { broken: Unknown }').catch(() => undefined);
    expect(await poll({ ifAfterId: next.id })).toMatchObject({ __typename: 'Unchanged', id: next.id });
  });

  it('tells how often to ask as the variant is set', async () => {
    const pace =
      'mutation ($to: Float!) { graph(id: "shop") { variant(name: "current") { paceRouters(seconds: $to) { routerDelaySeconds } } } }';
    expect(await house.ask(pace, { to: 2 })).toEqual({
      data: { graph: { variant: { paceRouters: { routerDelaySeconds: 2 } } } },
    });
    expect((await house.ask(pace, { to: 0 })).errors?.[0]?.extensions.code).toBe('DELAY_INVALID');
    await eventually(async () => expect(await poll()).toMatchObject({ minDelaySeconds: 2 }));
  });

  it('shows which instance of a router runs which launch', async () => {
    const { id } = await poll({}, routerQueries.signed, { 'x-router-instance': 'one' });
    const headers = { 'apollographql-client-name': 'some-router', 'apollographql-client-version': '7' };
    await poll({ ifAfterId: 'an-old-launch' }, routerQueries.signed, { ...headers, 'x-router-instance': 'two' });
    await poll({ ifAfterId: id }, routerQueries.signed, { 'x-router-instance': 'one', 'x-router-launch': id });
    const query = `{ graph(id: "shop") { variant(name: "current") { routers {
      id clientName clientVersion keyName isCurrent launch { id } runningSince lastPollAt } } } }`;
    const { data, errors } = await house.ask(query);
    expect(errors).toBeUndefined();
    const { routers } = (data as { graph: { variant: { routers: { id: string }[] } } }).graph.variant;
    expect(routers.filter((router) => ['one', 'two'].includes(router.id))).toMatchObject([
      { id: 'one', isCurrent: true, launch: { id }, keyName: expect.stringContaining('report') },
      { id: 'two', isCurrent: false, launch: null, clientName: 'some-router', clientVersion: '7' },
    ]);
  });

  it('goes on from memory while the database is away, and says RETRY_LATER of what it does not know', async () => {
    const config = await poll();
    const outage = createOutage(house.databaseUrl);
    await outage.begin();
    try {
      for (let count = 0; count < 5; count++) {
        expect(await poll({ ifAfterId: config.id })).toMatchObject({ __typename: 'Unchanged', id: config.id });
        await delay(200);
      }
      expect(await poll()).toEqual(config);
      expect(await poll({ apiKey: house.adminKey, ref: 'never@asked' })).toMatchObject({ code: 'RETRY_LATER' });
    } finally {
      await outage.end();
    }
    const unknown = { apiKey: house.adminKey, ref: 'never@asked' };
    await eventually(async () => expect(await poll(unknown)).toMatchObject({ code: 'UNKNOWN_REF' }));
    await publish(users('third'));
    await eventually(async () =>
      expect((await poll({ ifAfterId: config.id })).supergraphSDL).toContain('third: String'),
    );
  });
});

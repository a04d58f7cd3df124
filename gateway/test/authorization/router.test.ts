import type { UserIdentity } from '@fiscal/kit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRouter, type Router } from '../../src/router.ts';
import { type PlainSubgraphs, startPlainSubgraphs } from '../plain-subgraphs.ts';

const ana: UserIdentity = {
  kind: 'user',
  via: 'test',
  userId: 'ana',
  tenantId: 'north',
  roles: ['viewer'],
  tier: 'pro',
  sessionId: 's',
  scopes: [],
};
const old = {
  sdl: `type Query { thing: Thing }
    type Thing @key(fields: "id") {
      id: ID!
      mine: String @policy(policies: [["tenant:north", "closes books"]])
      owned: String @policy(policies: [["owner"], ["role:admin"]])
      from: String
    }`,
  resolvers: {
    Query: { thing: () => ({ id: 't' }) },
    Thing: { mine: () => 'books', owned: () => 'kept', from: () => 'old' },
  },
};
const fresh = {
  sdl: 'type Thing @key(fields: "id") { id: ID! from: String @override(from: "old", label: "moved") }',
  resolvers: { Thing: { __resolveReference: (reference: object) => reference, from: () => 'new' } },
};

describe('a router of somebody else', () => {
  let subgraphs: PlainSubgraphs;
  let router: Router;
  const asked: string[] = [];
  beforeAll(async () => {
    subgraphs = await startPlainSubgraphs({ old, fresh }, ['@key', '@policy', '@override']);
    router = await createRouter({
      supergraphSdl: subgraphs.supergraphSdl,
      traffic: { subgraphs: subgraphs.addresses },
      policies: { 'closes books': { tiers: ['pro', 'enterprise'] } },
      decidePolicy: async (policy, identity) => {
        asked.push(policy);
        return policy === 'owner' ? identity.kind === 'user' && identity.userId === 'ana' : undefined;
      },
      labels: { moved: { header: 'x-moved', value: 'yes' } },
    });
  });
  afterAll(async () => {
    await router.stop();
    await subgraphs.stop();
  });

  it('takes policies of its settings and of a function', async () => {
    const query = '{ thing { mine owned } }';
    expect(await router.execute({ query, identity: ana })).toEqual({
      data: { thing: { mine: 'books', owned: 'kept' } },
    });
    const bob: UserIdentity = { ...ana, userId: 'bob', tier: 'free' };
    const { data, errors } = await router.execute({ query, identity: bob });
    expect(data).toEqual({ thing: { mine: null, owned: null } });
    expect(errors?.map(({ path }) => path)).toEqual([
      ['thing', 'mine'],
      ['thing', 'owned'],
    ]);
    expect((await router.execute({ query })).data).toEqual({ thing: { mine: null, owned: null } });
    expect(asked).toEqual(['owner', 'owner', 'owner']);
  });

  it('takes a field from where its override says, by the label of the request', async () => {
    const from = (headers: Record<string, string>) => router.execute({ query: '{ thing { from } }', headers });
    expect(await from({})).toEqual({ data: { thing: { from: 'old' } } });
    expect(await from({ 'x-moved': 'yes' })).toEqual({ data: { thing: { from: 'new' } } });
    expect(await from({ 'x-moved': 'no' })).toEqual({ data: { thing: { from: 'old' } } });
  });
});

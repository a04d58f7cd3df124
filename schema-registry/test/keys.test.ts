import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../../test/eventually.ts';
import { publishAll } from './publish.ts';
import { type RegistryHouse, startRegistryHouse } from './registry-house.ts';

type Key = { readonly id: string; readonly token: string };

const users = { name: 'users', sdl: 'type Query { me: Int }' };

let house: RegistryHouse;
beforeAll(async () => {
  house = await startRegistryHouse({ REGISTRY_ORGANIZATION: 'acme' });
  await publishAll(house, 'shop@current', [users]);
  await publishAll(house, 'other@current', [users]);
});
afterAll(() => house.stop());

/** Asks something of the organisation, and gives that one answer. */
async function inOrganization(field: string, variables: Record<string, unknown> = {}, key = house.adminKey) {
  const declared = Object.keys(variables).map((name) => `$${name}: ${typesOf[name]}`);
  const head = declared.length > 0 ? `(${declared.join(', ')})` : '';
  const { data, errors } = await house.ask(
    `mutation ${head} { organization(id: "acme") { it: ${field} } }`,
    variables,
    { key },
  );
  // As every caller of this asks for it.
  const organization = data?.organization as { it: Key } | null | undefined;
  return { it: organization?.it, code: errors?.[0]?.extensions.code };
}

const typesOf: Readonly<Record<string, string>> = { grants: '[KeyGrantInput!]!', id: 'ID!', at: 'Timestamp' };
const scoped = 'createScopedKey(name: "scoped", grants: $grants, expiresAt: $at) { id token }';

async function newKey(...grants: readonly object[]): Promise<Key> {
  const { it: key } = await inOrganization(scoped, { grants, at: null });
  if (!key) throw new Error('no key was made');
  return key;
}

const me = async (key: string | null) => (await house.ask('{ me { __typename id } }', {}, { key })).data?.me;
const publishCode = async (key: string, ref = 'shop@current', name = 'users') =>
  (await publishAll(house, ref, [{ ...users, name }], { key })).errors?.[0]?.extensions.code;

describe('a key', () => {
  it('is told once, and only its hash is kept', async () => {
    const { id, token } = await newKey({ graphId: 'shop', permissions: ['READ'] });
    expect(token).toMatch(/^service:shop:[\w-]{43}$/);
    const { data } = await house.ask('query ($id: ID!) { organization(id: "acme") { apiKey(keyId: $id) { token } } }', {
      id,
    });
    expect(data).toEqual({ organization: { apiKey: { token: `service:shop:****${token.slice(-4)}` } } });
    const { rows } = await house.look((db) => db.query("select string_agg(t::text, '') as all from api_key_secret t"));
    expect(rows[0].all).not.toContain(token.split(':')[2]);
  });

  it('that is none, or another, is nobody', async () => {
    expect(await me(null)).toBeNull();
    expect(await me('service:shop:forged')).toBeNull();
    expect(await me(house.adminKey)).toEqual({ __typename: 'User', id: 'admin' });
    const { token } = await newKey({ graphId: 'shop', permissions: ['READ'] });
    expect(await me(token)).toEqual({ __typename: 'Graph', id: 'shop' });
  });

  it('does what its grants say, and nothing else', async () => {
    const grant = { graphId: 'shop', variants: ['current'], subgraphs: ['users'], permissions: ['PUBLISH'] };
    const { token } = await newKey(grant);
    expect(await publishCode(token)).toBeUndefined();
    expect(await publishCode(token, 'shop@current', 'orders')).toBe('FORBIDDEN');
    expect(await publishCode(token, 'shop@production')).toBe('FORBIDDEN');
    expect(await publishCode(token, 'other@current')).toBe('FORBIDDEN');
    const read = '{ shop: graph(id: "shop") { id } other: graph(id: "other") { id } }';
    expect((await house.ask(read, {}, { key: token })).data).toEqual({ shop: { id: 'shop' }, other: null });
    const remove = 'mutation { graph(id: "shop") { variant(name: "current") { delete { deleted } } } }';
    expect((await house.ask(remove, {}, { key: token })).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });

  it('is not made for more than whoever makes it manages', async () => {
    const { token } = await newKey({ graphId: 'shop', permissions: ['MANAGE'] });
    const codeOf = async (grant: object) => (await inOrganization(scoped, { grants: [grant], at: null }, token)).code;
    expect(await codeOf({ graphId: 'shop', permissions: ['MANAGE'] })).toBeUndefined();
    expect(await codeOf({ graphId: 'other', permissions: ['READ'] })).toBe('FORBIDDEN');
    expect(await codeOf({ graphId: '*', permissions: ['READ'] })).toBe('FORBIDDEN');
    const { token: narrow } = await newKey({ graphId: 'shop', variants: ['current'], permissions: ['MANAGE'] });
    const grants = [{ graphId: 'shop', permissions: ['READ'] }];
    expect((await inOrganization(scoped, { grants, at: null }, narrow)).code).toBe('FORBIDDEN');
  });

  it('opens nothing once it is revoked', async () => {
    const { id, token } = await newKey({ graphId: 'shop', permissions: ['READ'] });
    expect(await me(token)).not.toBeNull();
    expect((await inOrganization('deleteKey(keyId: $id)', { id })).it).toBe(id);
    await eventually(async () => expect(await me(token)).toBeNull());
    expect((await inOrganization('deleteKey(keyId: $id)', { id })).code).toBe('KEY_NOT_FOUND');
  });

  it('has two secrets while it is rotated', async () => {
    const { id, token } = await newKey({ graphId: 'shop', permissions: ['READ'] });
    const rotate = (seconds: number) =>
      inOrganization(`rotateKey(keyId: $id, overlapSeconds: ${seconds}) { id token }`, { id });
    const { it: second } = await rotate(3_600);
    expect(second?.id).toBe(id);
    expect([await me(token), await me(second?.token ?? '')]).not.toContain(null);
    const { it: third } = await rotate(0);
    await eventually(async () => expect(await me(token)).toBeNull());
    expect(await me(second?.token ?? '')).toBeNull();
    expect(await me(third?.token ?? '')).not.toBeNull();
  });

  it('ends when it is told to', async () => {
    const grants = [{ graphId: 'shop', permissions: ['READ'] }];
    expect((await inOrganization(scoped, { grants, at: '2020-01-01T00:00:00Z' })).code).toBe('KEY_EXPIRED');
    const at = new Date(Date.now() + 700).toISOString();
    const { it: key } = await inOrganization(scoped, { grants, at });
    await eventually(async () => expect(await me(key?.token ?? '')).toBeNull());
  });

  it('of every type of rover is for what rover says, and users are not kept', async () => {
    const create = (type: string, resources: string) =>
      inOrganization(`createKey(name: "k", type: ${type}${resources}) { id token }`);
    const subgraph = ', resources: { subgraphs: [{ graphId: "shop", variantName: "current", subgraphName: "users" }] }';
    expect(await publishCode((await create('SUBGRAPH', subgraph)).it?.token ?? '')).toBeUndefined();
    expect((await create('SUBGRAPH', '')).code).toBe('KEY_FOR_NOTHING');
    expect((await create('SCIM', '')).code).toBe('KEY_TYPE_UNSUPPORTED');
    const router = (await create('ROUTER', '')).it?.token ?? '';
    expect(await publishCode(router)).toBe('FORBIDDEN');
    const query = '{ permissions(graphId: "shop") }';
    expect((await house.ask(query, {}, { key: router })).data).toEqual({ permissions: ['READ', 'REPORT'] });
    expect(await me((await create('OPERATOR', '')).it?.token ?? '')).toMatchObject({ __typename: 'User' });
  });

  it('is listed in pages, and only to who manages what it is for', async () => {
    const { token } = await newKey({ graphId: 'other', permissions: ['MANAGE'] });
    const list =
      'query ($after: String) { organization(id: "acme") { apiKeys(after: $after) { edges { node { keyName } } pageInfo { endCursor hasNextPage } } } }';
    const { data } = await house.ask(list, {}, { key: token });
    expect(data).toMatchObject({ organization: { apiKeys: { edges: [{ node: { keyName: 'scoped' } }] } } });
  });
});

describe('what was done', () => {
  it('is not taken for what the admin did, whatever the key is called', async () => {
    const grants = [{ graphId: 'shop', permissions: ['PUBLISH'] }];
    const { it: key } = await inOrganization('createScopedKey(name: "admin", grants: $grants) { id token }', {
      grants,
    });
    await publishAll(house, 'shop@current', [{ name: 'more', sdl: 'type Query { more: Int }' }], {
      key: key?.token ?? '',
    });
    const { data } = await house.ask('{ graph(id: "shop") { variant(name: "current") { latestLaunch { actor } } } }');
    const actor = `admin (${key?.id.slice(-8)})`;
    expect(data).toEqual({ graph: { variant: { latestLaunch: { actor } } } });
  });

  it('is written down with who did it, and is never changed', async () => {
    const { data } = await house.ask('{ graph(id: "shop") { audit(first: 100) { actor action variant details } } }');
    const { audit } = (data as { graph: { audit: readonly object[] } }).graph;
    expect(audit.slice(-2)).toMatchObject([
      { actor: 'admin', action: 'launch.publish', variant: 'current', details: { number: 1 } },
      { actor: 'admin', action: 'graph.create', variant: null },
    ]);
    expect(audit).toContainEqual(expect.objectContaining({ action: 'key.rotate' }));
    for (const sql of ['delete from audit', "update audit set actor = 'x'", 'truncate audit']) {
      await expect(house.look((db) => db.query(sql))).rejects.toThrow('append-only');
    }
  });
});

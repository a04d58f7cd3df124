import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openShop, type Shop } from './shop.ts';

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@authenticated", "@tag"])
`;
const users = `${link}type Query { me: User secret: String @authenticated inside: Int @tag(name: "internal") }
type User @key(fields: "id") { id: ID! name: String }
`;
const proto = (field: string) => ({
  'users/v1/users.proto': `syntax = "proto3"; package users.v1; message User { ${field} }`,
});
const event = (...names: string[]) => ({
  'users.created.v1.json': {
    type: 'object',
    properties: Object.fromEntries(names.map((each) => [each, { type: 'string' }])),
    required: names,
  },
});
const published = { protos: proto('string id = 1;'), events: event('userId', 'email') };

describe('a check of a service', () => {
  let shop: Shop;

  beforeAll(async () => {
    shop = await openShop();
    const subgraphs = [{ name: 'users', url: 'http://u', sdl: users, ...published }];
    expect(await shop.post('/api/publish', { ref: 'shop@current', subgraphs })).toMatchObject({ status: 200 });
    await shop.set({ lenient: true });
  });
  afterAll(() => shop.house.stop());

  const violations = (check: { of(name: string): { result?: { violations: { rule: string; level: string }[] } } }) =>
    check.of('Custom').result?.violations.map(({ rule, level }) => `${level} ${rule}`);

  it('fails where a subgraph drops what protects a field, and says where', async () => {
    const check = await shop.check(users.replace(' @authenticated', ''));
    expect(check.status).toBe('FAILED');
    expect(check.of('Custom')).toMatchObject({
      status: 'FAILED',
      result: {
        violations: [
          {
            level: 'ERROR',
            rule: 'AUTH_DIRECTIVE_DROPPED',
            coordinate: 'Query.secret',
            message: 'Query.secret no longer has @authenticated',
            sourceLocations: [{ subgraphName: 'users', start: { line: 2 } }],
          },
        ],
      },
    });
  });

  it('goes by the levels that are set', async () => {
    await shop.set({ policies: { AUTH_DIRECTIVE_DROPPED: 'WARNING' } });
    expect((await shop.check(users.replace(' @authenticated', ''))).status).toBe('PASSED');
    await shop.set({ policies: {} });
  });

  it('looks at what was handed in for the commit, for rover has no way to', async () => {
    const commit = 'c0ffee';
    const contracts = { protos: proto('int32 id = 1;'), events: event('userId') };
    expect(
      await shop.post('/api/contracts', { ref: 'shop@current', subgraph: 'users', commit, ...contracts }),
    ).toMatchObject({ status: 200 });
    expect(violations(await shop.check(users, { commit }))).toEqual([
      'ERROR EVENT_PROPERTY_REMOVED',
      'ERROR PROTO_BREAKING',
    ]);
    expect(violations(await shop.check(users, { commit: 'another' }))).toEqual([]);
  });

  it('answers whole and at once by REST', async () => {
    const asked = { ref: 'shop@current', subgraph: 'users', sdl: users, git: { branch: 'main', commit: 'a' } };
    const good = await shop.post('/api/check', {
      ...asked,
      protos: proto('string id = 1; string name = 2;'),
      events: event('userId', 'email', 'name'),
    });
    expect(good).toMatchObject({
      status: 200,
      body: { status: 'PASSED', ref: 'shop@current', url: expect.stringContaining('/checks/') },
    });
    const bad = await shop.post('/api/check', { ...asked, protos: proto('string id = 1; nonsense') });
    expect(bad.body.status).toBe('FAILED');
    const tasks = bad.body.tasks as { type: string; result: { violations: object[] } }[];
    const { result } = tasks.find(({ type }) => type === 'CustomCheckTask') ?? {};
    expect(result?.violations[0]).toMatchObject({ rule: 'PROTO_INVALID', coordinate: 'users/v1/users.proto' });
    const read = await fetch(`${shop.house.url}/api/check/${bad.body.id}?graph=shop`, {
      headers: { 'x-api-key': shop.house.adminKey },
    });
    expect(await read.json()).toEqual(bad.body);
  });

  it('is approved of like any other', async () => {
    const asked = {
      ref: 'shop@current',
      subgraph: 'users',
      sdl: users,
      events: event('userId'),
      git: { branch: 'less' },
    };
    const { body } = await shop.post('/api/check', asked);
    expect(body.status).toBe('FAILED');
    await shop.post('/api/approvals', { graph: 'shop', check: body.id, reason: 'nobody reads it' });
    expect((await shop.post('/api/check', asked)).body.status).toBe('PASSED');
  });

  it('holds against what was published last, with the schema or without', async () => {
    const subgraphs = [{ name: 'users', sdl: users, events: event('userId', 'email', 'name') }];
    for (let time = 0; time < 2; time++) {
      expect(await shop.post('/api/publish', { ref: 'shop@current', subgraphs })).toMatchObject({
        body: { launch: null },
      });
    }
    const { data } = await shop.house.ask('{ graph(id: "shop") { audit(first: 100) { action variant details } } }');
    const { audit } = (data as { graph: { audit: readonly { action: string }[] } }).graph;
    const of = { action: 'contracts.publish', variant: 'current' };
    const [events, protos] = [['users.created.v1.json'], ['users/v1/users.proto']];
    expect(audit.filter(({ action }) => action === of.action)).toEqual([
      { ...of, details: { subgraph: 'users', events, protos: [], commit: null } },
      { ...of, details: { subgraph: 'users', events, protos, commit: null } },
    ]);
    const asked = { ref: 'shop@current', subgraph: 'users', sdl: users };
    expect((await shop.post('/api/check', { ...asked, events: published.events })).body.status).toBe('FAILED');
    expect((await shop.post('/api/check', { ...asked, protos: published.protos })).body.status).toBe('PASSED');
  });

  it.each([
    ['a path that leads out', { protos: { '../a.proto': '' } }, 400, 'CONTRACTS_INVALID'],
    ['an absolute path', { protos: { '/etc/a.proto': '' } }, 400, 'CONTRACTS_INVALID'],
    ['a schema that is none', { events: { 'a.json': 3 } }, 400, 'CONTRACTS_INVALID'],
    ['too much', { protos: { 'a.proto': 'x'.repeat(3_000_000) } }, 413, 'CONTRACTS_TOO_LARGE'],
  ])('refuses contracts with %s', async (_, contracts, status, code) => {
    const refused = await shop.post('/api/check', { ref: 'shop@current', subgraph: 'users', sdl: users, ...contracts });
    expect(refused).toMatchObject({ status, body: { errors: [{ extensions: { code } }] } });
  });

  it('looks at the contracts that filter the graph, and blocks unless that is not wanted', async () => {
    const { errors } =
      await shop.house.ask(`mutation { graph(id: "shop") { upsertContractVariant(contractVariantName: "public", sourceVariant: "current",
      filterConfig: { include: [], exclude: ["internal"], hideUnreachableTypes: false }, initiateLaunch: true) { __typename } } }`);
    expect(errors).toBeUndefined();
    const hidden = users.replace('name: String', 'name: String @tag(name: "internal")');
    const check = await shop.check(hidden);
    expect(check.of('Downstream')).toMatchObject({
      status: 'FAILED',
      results: [
        {
          downstreamVariantName: 'public',
          failsUpstreamWorkflow: true,
          changes: [{ code: 'FIELD_REMOVED', severity: 'FAILURE' }],
        },
      ],
    });
    expect([check.status, check.of('Operations').status]).toEqual(['FAILED', 'PASSED']);
    await shop.set({ downstreamBlocks: false });
    const freed = await shop.check(hidden);
    expect([freed.status, freed.of('Downstream').results[0].failsUpstreamWorkflow]).toEqual(['PASSED', false]);
  });

  it('fails where a directive of clients would vanish because one subgraph no longer defines it', async () => {
    const lower = 'directive @lower on FIELD\n';
    await shop.publish('users', users + lower);
    await shop.publish('other', `${lower}type Query { other: Int }`);
    expect(violations(await shop.check(users))).toEqual(['ERROR EXECUTABLE_DIRECTIVE_VANISHED']);
    expect(violations(await shop.check('type Query { third: Int }', { name: 'third' }))).toEqual([
      'ERROR EXECUTABLE_DIRECTIVE_VANISHED',
    ]);
    expect(violations(await shop.check(users + lower))).toEqual([]);
  });
});

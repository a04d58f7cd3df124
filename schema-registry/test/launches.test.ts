import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { publishAll, readServed } from './publish.ts';
import { type RegistryHouse, startRegistryHouse } from './registry-house.ts';

const users = { name: 'users', sdl: 'type Query { me: User } type User @key(fields: "id") { id: ID! }' };
const orders = { name: 'orders', sdl: 'type Query { orders: [Order] } type Order { id: ID! }' };
const broken = { name: 'orders', sdl: 'type Query { me: Int }' };
const link = (version: string) =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/${version}", import: ["@key", "@tag"]) `;

let house: RegistryHouse;
beforeAll(async () => {
  house = await startRegistryHouse({ REGISTRY_MAX_SDL_BYTES: '100000' });
});
afterAll(() => house.stop());

describe('publishing subgraphs', () => {
  it('takes several at once that only compose together', async () => {
    const first = {
      name: 'a',
      sdl: `${link('v2.3')} type Query { b: B } type B @key(fields: "id", resolvable: false) { id: ID! }`,
    };
    const second = { name: 'b', sdl: `${link('v2.3')} type B @key(fields: "id") { id: ID! name: String }` };
    const published = await publishAll(house, 'together@current', [first, second]);
    expect(published).toMatchObject({ created: ['a', 'b'], launch: { number: 1, status: 'succeeded' } });
    expect((await readServed(house, 'together'))?.currentLaunch?.apiSchema).toContain('name: String');
  });

  it('publishes and removes in one launch', async () => {
    await publishAll(house, 'moved@current', [users, orders]);
    const renamed = { ...orders, name: 'purchases' };
    const published = await publishAll(house, 'moved@current', [renamed], { remove: ['orders'] });
    expect(published).toMatchObject({ created: ['purchases'], removed: ['orders'], launch: { number: 2 } });
    const served = await readServed(house, 'moved');
    expect(served?.subgraphs?.map(({ name }) => name)).toEqual(['purchases', 'users']);
  });

  it('records what does not compose as a failed launch, and goes on serving the last good one', async () => {
    await publishAll(house, 'failing@current', [users]);
    const published = await publishAll(house, 'failing@current', [broken]);
    expect(published.launch).toMatchObject({ number: 2, status: 'failed' });
    const served = await readServed(house, 'failing');
    expect(served?.latestLaunch).toMatchObject({ number: 2, status: 'FAILED' });
    expect(served?.currentLaunch?.number).toBe(1);
    expect(served?.launches).toEqual([
      { number: 2, status: 'FAILED', isCurrent: false },
      { number: 1, status: 'SUCCEEDED', isCurrent: true },
    ]);
  });

  it('refuses what does not compose where the variant says so, and stores nothing', async () => {
    await publishAll(house, 'strict@current', [users]);
    await house.ask(
      'mutation { graph(id: "strict") { variant(name: "current") { refuseBroken(refuses: true) { id } } } }',
    );
    const published = await publishAll(house, 'strict@current', [broken]);
    expect(published.errors).toMatchObject([{ extensions: { code: 'COMPOSITION_FAILED' } }]);
    const served = await readServed(house, 'strict');
    expect(served?.subgraphs?.map(({ name }) => name)).toEqual(['users']);
    expect(served?.launches).toHaveLength(1);
  });

  it.each([
    ['does not parse', 'type Query {', 'INVALID_GRAPHQL'],
    ['is too large', `type Query { a: Int } # ${'x'.repeat(100_000)}`, 'SDL_TOO_LARGE'],
    [
      'is of a federation that is not known',
      `${link('v2.99')} type Query { a: Int }`,
      'UNKNOWN_FEDERATION_LINK_VERSION',
    ],
  ])('refuses a schema that %s, and stores nothing', async (_, sdl, code) => {
    const published = await publishAll(house, 'unfit@current', [{ name: 'a', sdl }]);
    expect(published.errors).toMatchObject([{ extensions: { code } }]);
    const { rows } = await house.look((db) => db.query("select from variant where graph_id = 'unfit'"));
    expect(rows).toEqual([]);
  });

  it('makes no launch of what is as it was', async () => {
    await publishAll(house, 'same@current', [users]);
    expect(await publishAll(house, 'same@current', [users])).toMatchObject({ created: [], updated: [], launch: null });
    expect((await readServed(house, 'same'))?.launches).toHaveLength(1);
  });

  it('warns of what @apollo/gateway would refuse to run', async () => {
    const sdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@authenticated"])
      type Query { me: Int @authenticated }`;
    const published = await publishAll(house, 'secure@current', [{ name: 'a', sdl }]);
    expect(published.launch?.summary).toContain('GATEWAY_REFUSES_SECURITY_FEATURE: routers enforce authenticated;');
    expect((await publishAll(house, 'open@current', [users])).launch?.summary).not.toContain('GATEWAY_REFUSES');
  });

  it('refuses names and addresses that no subgraph has', async () => {
    const codeOf = async (name: string, url: string) =>
      (await publishAll(house, 'names@current', [{ ...users, name, url }])).errors?.[0]?.extensions.code;
    expect(await codeOf('1st', 'http://a')).toBe('SUBGRAPH_NAME_INVALID');
    expect(await codeOf('first', 'http://a\nb')).toBe('SUBGRAPH_URL_INVALID');
  });
});

describe('removing a subgraph', () => {
  const remove = async (graphId: string, dryRun: boolean) =>
    (
      await house.ask(
        `mutation ($graphId: ID!, $dryRun: Boolean!) { graph(id: $graphId) {
           removed: removeImplementingServiceAndTriggerComposition(graphVariant: "current", name: "users", dryRun: $dryRun) {
             errors { message code } updatedGateway
           } } }`,
        { graphId, dryRun },
      )
    ).data;

  it('tells what it would do without doing it, and does it', async () => {
    await publishAll(house, 'removing@current', [users, orders]);
    expect(await remove('removing', true)).toMatchObject({ graph: { removed: { errors: [], updatedGateway: true } } });
    expect((await readServed(house, 'removing'))?.subgraphs).toHaveLength(2);
    await remove('removing', false);
    expect((await readServed(house, 'removing'))?.subgraphs).toHaveLength(1);
  });

  it('serves what there was on when the last one goes', async () => {
    await publishAll(house, 'emptied@current', [users]);
    const errors = [{ code: 'NO_SUBGRAPHS', message: 'there is no subgraph' }];
    expect(await remove('emptied', false)).toMatchObject({ graph: { removed: { errors, updatedGateway: false } } });
    expect(await readServed(house, 'emptied')).toMatchObject({ subgraphs: [], currentLaunch: { number: 1 } });
  });
});

describe('promotion', () => {
  const promote = (graphId: string, variant: string, launchId: string) =>
    house.ask(
      `mutation ($graphId: ID!, $variant: String!, $launchId: ID!) { graph(id: $graphId) { variant(name: $variant) {
         promoteLaunch(launchId: $launchId) { number cause status source { number variant } } } } }`,
      { graphId, variant, launchId },
    );

  it('rolls back to an earlier launch, from which the next publish goes on', async () => {
    const first = await publishAll(house, 'back@current', [users]);
    await publishAll(house, 'back@current', [orders]);
    expect((await promote('back', 'current', first.launch?.id ?? '')).data).toEqual({
      graph: {
        variant: {
          promoteLaunch: {
            number: 3,
            cause: 'ROLLBACK',
            status: 'SUCCEEDED',
            source: { number: 1, variant: 'current' },
          },
        },
      },
    });
    const served = await readServed(house, 'back');
    expect(served?.subgraphs?.map(({ name }) => name)).toEqual(['users']);
    expect(served?.currentLaunch?.apiSchema).not.toContain('orders');
    await publishAll(house, 'back@current', [orders]);
    expect((await readServed(house, 'back'))?.currentLaunch?.number).toBe(4);
  });

  it('brings a launch to another variant of the graph, which it makes', async () => {
    const { launch } = await publishAll(house, 'staged@staging', [users, orders]);
    await promote('staged', 'production', launch?.id ?? '');
    expect((await readServed(house, 'staged', 'production'))?.currentLaunch).toMatchObject({
      number: 1,
      cause: 'PROMOTION',
      subgraphs: [{ name: 'orders' }, { name: 'users' }],
      source: { number: 1, variant: 'staging' },
    });
  });

  it.each([
    [
      'that failed',
      'LAUNCH_FAILED',
      async () => (await publishAll(house, 'unfit-launch@current', [broken, users])).launch?.id,
    ],
    [
      'of another graph',
      'LAUNCH_NOT_FOUND',
      async () => (await publishAll(house, 'other@current', [users])).launch?.id,
    ],
    ['that there is not', 'LAUNCH_NOT_FOUND', async () => 'nothing'],
  ])('refuses a launch %s', async (_, code, launchOf) => {
    const { errors } = await promote('unfit-launch', 'current', (await launchOf()) ?? '');
    expect(errors).toMatchObject([{ extensions: { code } }]);
  });
});

describe('contracts', () => {
  const sdl = (extra = '') => `${link('v2.3')} type Query { open: Int @tag(name: "public") inner: Int ${extra} }`;
  const contract = (source: string | null) =>
    house.ask(
      `mutation ($source: String) { graph(id: "api") { upsertContractVariant(contractVariantName: "partner",
         sourceVariant: $source, initiateLaunch: true, filterConfig: { include: ["public"], exclude: [] }) {
         __typename
         ... on ContractVariantUpsertErrors { errorMessages }
         ... on ContractVariantUpsertSuccess { launchCliCopy contractVariant { contractFilterConfigDescription } } } } }`,
      { source },
    );

  it('show what is tagged, and follow every launch of their source', async () => {
    expect((await contract('current')).data).toMatchObject({
      graph: { upsertContractVariant: { __typename: 'ContractVariantUpsertErrors' } },
    });
    await publishAll(house, 'api@current', [{ name: 'a', sdl: sdl() }]);
    expect((await contract('current')).data).toMatchObject({
      graph: {
        upsertContractVariant: {
          __typename: 'ContractVariantUpsertSuccess',
          contractVariant: { contractFilterConfigDescription: expect.stringContaining('Included tags: public') },
        },
      },
    });
    const shown = async () => (await readServed(house, 'api', 'partner'))?.currentLaunch;
    expect((await shown())?.apiSchema).not.toContain('inner');
    const published = await publishAll(house, 'api@current', [
      { name: 'a', sdl: sdl('new: Int @tag(name: "public")') },
    ]);
    expect(published.launch?.summary).toContain('Launch 2 of api@partner is served');
    expect(await shown()).toMatchObject({
      number: 2,
      cause: 'CONTRACT',
      apiSchema: expect.stringContaining('new: Int'),
      subgraphs: [],
      source: { number: 2, variant: 'current' },
    });
  });

  it('take no subgraphs of their own, and keep their source from being deleted', async () => {
    const published = await publishAll(house, 'api@partner', [users]);
    expect(published.errors).toMatchObject([{ extensions: { code: 'VARIANT_IS_CONTRACT' } }]);
    const remove = (name: string) =>
      house.ask('mutation ($name: String!) { graph(id: "api") { variant(name: $name) { delete { deleted } } } }', {
        name,
      });
    expect((await remove('current')).errors).toMatchObject([{ extensions: { code: 'VARIANT_HAS_CONTRACTS' } }]);
    expect((await remove('partner')).data).toEqual({ graph: { variant: { delete: { deleted: true } } } });
    expect((await remove('current')).errors).toBeUndefined();
    expect(await readServed(house, 'api')).toBeNull();
  });
});

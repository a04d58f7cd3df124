import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { publishAll, readServed } from './publish.ts';
import { type RegistryHouse, startRegistryHouse } from './registry-house.ts';
import { runRover } from './rover.ts';

let house: RegistryHouse;
beforeAll(async () => {
  house = await startRegistryHouse({ REGISTRY_ORGANIZATION: 'acme' });
});
afterAll(() => house.stop());

const rover = (args: readonly string[], input = '') => runRover({ url: house.url, key: house.adminKey }, args, input);
const publish = (sdl: string) => rover(['graph', 'publish', 'mono@current', '--schema', '-'], sdl);

describe('a graph of one schema', () => {
  it('is published whole, with what that changes', async () => {
    expect((await publish('type Query { a: Int @cost(n: 1) }')).stderr).toContain(
      'published successfully [No Changes]',
    );
    const { code, stderr } = await publish('type Query { a: Int b: New } type New { id: ID }');
    expect([code, stderr]).toEqual([0, expect.stringContaining('[Fields: +2 -0 △ 0, Types: +1 -0 △ 0]')]);
    expect((await publish('type Query { a: Int b: New } type New { id: ID }')).stderr).toContain('[No Changes]');
    expect((await readServed(house, 'mono'))?.launches).toHaveLength(2);
  });

  it('is fetched as it was published, and has nothing for routers', async () => {
    expect((await rover(['graph', 'fetch', 'mono@current'])).stdout.trim()).toBe(
      'type Query { a: Int b: New } type New { id: ID }',
    );
    expect((await rover(['supergraph', 'fetch', 'mono@current'])).stderr).toContain('E007');
  });

  it('is refused where it is no schema, with the place, and nothing is stored', async () => {
    const { code, stderr } = await publish('type Query { a: Nothing }');
    expect([code, stderr]).toEqual([1, expect.stringContaining('1:17 Unknown type "Nothing"')]);
    expect((await readServed(house, 'mono'))?.launches).toHaveLength(2);
  });

  it('becomes one of subgraphs when it is told to, and is none again only when it has none', async () => {
    const args = ['subgraph', 'publish', 'mono@current', '--name', 'a', '--no-url', '--schema', '-'];
    expect((await rover(args, 'type Query { a: Int }')).stderr).toContain('E007');
    expect((await rover([...args, '--convert'], 'type Query { a: Int }')).code).toBe(0);
    expect((await readServed(house, 'mono'))?.subgraphs?.map(({ name }) => name)).toEqual(['a']);
    expect((await publish('type Query { b: Int }')).stderr).toContain('it has no schema of its own');
  });

  it('is rolled back to as well, from one of subgraphs', async () => {
    const { data } = await house.ask('{ graph(id: "mono") { variant(name: "current") { launches { id number } } } }');
    // As the query says.
    const { launches } = (data as { graph: { variant: { launches: { id: string; number: number }[] } } }).graph.variant;
    const id = launches.find(({ number }) => number === 1)?.id;
    const promote = `mutation ($id: ID!) { graph(id: "mono") { variant(name: "current") { promoteLaunch(launchId: $id) { number } } } }`;
    expect((await house.ask(promote, { id })).errors).toBeUndefined();
    expect((await rover(['graph', 'fetch', 'mono@current'])).stdout.trim()).toBe('type Query { a: Int @cost(n: 1) }');
  });
});

describe('beginning with a graph, as rover init does', () => {
  it('finds the organisation, makes the graph and a key that may do everything in it', async () => {
    const me = '{ me { __typename ... on User { memberships { account { id name graphs { id } } } } } }';
    expect((await house.ask(me)).data).toMatchObject({
      me: { __typename: 'User', memberships: [{ account: { id: 'acme', name: 'acme' } }] },
    });
    const create = (id: string) =>
      house.ask(
        `mutation ($id: ID!) { organization(id: "acme") { createGraph(graphType: SELF_HOSTED_SUPERGRAPH,
           hiddenFromUninvitedNonAdmin: false, id: $id, title: "New") {
           __typename ... on GraphCreationError { message } ... on Graph { id title } } } }`,
        { id },
      );
    const made = { __typename: 'Graph', id: 'new', title: 'New' };
    expect((await create('new')).data).toEqual({ organization: { createGraph: made } });
    const refused = { __typename: 'GraphCreationError', message: 'there is a graph new already' };
    expect((await create('new')).data).toEqual({ organization: { createGraph: refused } });
    const { data } = await house.ask('mutation { graph(id: "new") { newKey(role: GRAPH_ADMIN) { token } } }');
    // As the query says.
    const { token } = (data as { graph: { newKey: { token: string } } }).graph.newKey;
    const published = await publishAll(house, 'new@current', [{ name: 'a', sdl: 'type Query { a: Int }' }], {
      key: token,
    });
    expect(published.launch?.status).toBe('succeeded');
  });

  it('takes the versions of federation that are composed, and says so of others', async () => {
    const track = (version: string) =>
      house.ask(`mutation { graph(id: "new") { variant(name: "current") {
        updateVariantFederationVersion(version: ${version}) { id federationVersion } } } }`);
    expect((await track('FED_2_9')).data).toMatchObject({
      graph: { variant: { updateVariantFederationVersion: { id: 'new@current', federationVersion: '2.14' } } },
    });
    for (const version of ['FED_1_1', 'FED_2_15']) {
      expect((await track(version)).errors).toMatchObject([{ extensions: { code: 'FEDERATION_VERSION_UNSUPPORTED' } }]);
    }
  });
});

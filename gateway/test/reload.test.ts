import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '../../test/eventually.ts';
import { createRouter } from '../src/router.ts';
import { invoiceRow, openLiveHouse } from './live-house.ts';
import { startPlainSubgraphs } from './plain-subgraphs.ts';
import { copySupergraph, type SupergraphCopy } from './supergraph-copy.ts';

jest.setTimeout(180_000);

describe('a reload under load', () => {
  const waitMs = 30;
  const slow = (value: unknown) => new Promise((resolve) => setTimeout(resolve, waitMs, value));
  const subgraphsOf = () =>
    startPlainSubgraphs({
      one: {
        sdl: 'type Query { items: [Item!]! } type Item @key(fields: "id") { id: ID! }',
        resolvers: { Query: { items: () => slow([{ id: 'a' }, { id: 'b' }]) } },
      },
      two: {
        sdl: 'type Item @key(fields: "id") { id: ID! size: Int! }',
        resolvers: { Item: { __resolveReference: ({ id }: object & { id: string }) => slow({ id, size: 1 }) } },
      },
    });
  const resources = () => process.getActiveResourcesInfo().filter((name) => name !== 'Timeout' && name !== 'Immediate');

  it('fails no request, and leaves nothing open, twenty times over', async () => {
    const subgraphs = await subgraphsOf();
    const { supergraphSdl, addresses } = subgraphs;
    const router = await createRouter({ supergraphSdl, traffic: { subgraphs: addresses } });
    const expected = {
      data: {
        items: [
          { id: 'a', size: 1 },
          { id: 'b', size: 1 },
        ],
      },
    };
    let asked = 0;
    let isOver = false;
    const ask = async () => {
      while (!isOver) {
        expect(await router.execute({ query: '{ items { id size } }' })).toEqual(expected);
        asked += 1;
      }
    };
    const load = Promise.all(Array.from({ length: 8 }, ask));
    await router.reload(`${supergraphSdl}# first`);
    const before = resources();
    for (let round = 0; round < 20; round++) {
      expect(await router.reload(`${supergraphSdl}# ${round}`)).toBe('current');
    }
    await eventually(() => expect(resources().length).toBeLessThanOrEqual(before.length));
    isOver = true;
    await load;
    expect(asked).toBeGreaterThan(20);
    await router.stop();
    await subgraphs.stop();
  });
});

describe("the house's supergraph file", () => {
  let supergraph: SupergraphCopy;
  beforeAll(async () => {
    supergraph = await copySupergraph();
  });
  const live = openLiveHouse(() => ({ SUPERGRAPH_PATH: supergraph.path }));
  afterAll(() => supergraph.remove());

  const current = async () => {
    const { body } = await live.house.ask('{ __type(name: "Query") { description } }');
    return (body.data?.__type as { description: string | null } | undefined)?.description;
  };

  it('is loaded again when it is replaced; open subscriptions go on by the new one', async () => {
    const heard = await live.watchTaken('subscription { invoiceStatusChanged { id total } }');
    await supergraph.replace(supergraph.described('the second'));
    await eventually(async () => expect(await current()).toBe('the second'));
    await live.events.changed('tenant-a', 'i-1', 'ARCHIVED', 2);
    const cursor = expect.any(String);
    const told = { data: { invoiceStatusChanged: { id: 'i-1', total: invoiceRow.total } }, extensions: { cursor } };
    await eventually(() => expect(heard.results).toEqual([told]));
    await supergraph.replace('type Query { nothing: Int }');
    await live.events.changed('tenant-a', 'i-1', 'ARCHIVED', 3);
    await eventually(() => expect(heard.results).toEqual([told, told]));
    expect(await current()).toBe('the second');
  });
});

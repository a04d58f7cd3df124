import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createRouter } from '../src/router.ts';
import { type Events, startEvents } from './events.ts';
import { eventually } from './eventually.ts';
import { type House, startHouse } from './house.ts';
import { startPlainSubgraphs } from './plain-subgraphs.ts';
import { watchByWebSocket } from './watch.ts';

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
  const committed = new URL('../../supergraph/supergraph.graphql', import.meta.url);
  let folder: string;
  let path: string;
  let text: string;
  let events: Events;
  let house: House;
  let token: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fiscal-reload-'));
    path = join(folder, 'supergraph.graphql');
    text = await readFile(committed, 'utf8');
    await writeFile(path, text);
    events = await startEvents();
    house = await startHouse({ SUPERGRAPH_PATH: path, KAFKA_BROKERS: events.brokers });
    token = await house.issuer.token();
  });
  afterAll(async () => {
    await house.stop();
    await events.stop();
    await rm(folder, { recursive: true });
  });

  const replace = async (next: string) => {
    await writeFile(`${path}.next`, next);
    await rename(`${path}.next`, path);
  };
  const described = (words: string) => text.replace('\ntype Query\n', `\n"""${words}"""\ntype Query\n`);
  const current = async () => {
    const { body } = await house.ask('{ __type(name: "Query") { description } }');
    return (body.data?.__type as { description: string | null } | undefined)?.description;
  };

  it('is loaded again when it is replaced; open subscriptions go on by the new one', async () => {
    const heard = watchByWebSocket(house.url, 'subscription { invoiceStatusChanged { id total } }', { token });
    await eventually(() => expect(house.openSubscriptions()).toBe(1));
    house.ledger.invoices.set(
      'tenant-a',
      new Map([['i-1', { id: 'i-1', status: 'ARCHIVED', version: 1, issuerRfc: 'R', total: '1.00' }]]),
    );
    await replace(described('the second'));
    await eventually(async () => expect(await current()).toBe('the second'));
    await events.changed('tenant-a', 'i-1', 'ARCHIVED', 2);
    const cursor = expect.any(String);
    const told = { data: { invoiceStatusChanged: { id: 'i-1', total: '1.00' } }, extensions: { cursor } };
    await eventually(() => expect(heard.results).toEqual([told]));
    await replace('type Query { nothing: Int }');
    await events.changed('tenant-a', 'i-1', 'ARCHIVED', 3);
    await eventually(() => expect(heard.results).toEqual([told, told]));
    expect(await current()).toBe('the second');
    heard.stop();
  });
});

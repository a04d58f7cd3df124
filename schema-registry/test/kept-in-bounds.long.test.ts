import { createPool, createTransaction, type Transaction } from '@fiscal/kit';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createAuthenticate } from '../src/access/authenticate.ts';
import { type Changes, removeUnusedDocuments } from '../src/store/index.ts';
import { publishAll } from './publish.ts';
import { type RegistryHouse, startRegistryHouse } from './registry-house.ts';

jest.setTimeout(180_000);

let house: RegistryHouse;
beforeAll(async () => {
  house = await startRegistryHouse();
  await publishAll(house, 'shop@current', [{ name: 'a', sdl: 'type Query { a: Int }' }]);
});
afterAll(() => house.stop());

describe('what routers fetch of persisted queries', () => {
  const inGraph = (field: string) =>
    `mutation ($id: ID! = "", $operations: [PersistedQueryInput!]) { graph(id: "shop") { ${field} } }`;
  const chunks = async () => {
    const { rows } = await house.look((db) =>
      db.query(
        `select hash, hash = any(chunks) as used from persisted_query_chunk, persisted_query_list order by used`,
      ),
    );
    return rows as readonly { readonly hash: string; readonly used: boolean }[];
  };

  it('goes a week after nothing tells them to any more, and not before', async () => {
    const create = await house.ask('mutation { graph(id: "shop") { createPersistedQueryList(name: "all") { id } } }');
    const { id } = (create.data as { graph: { createPersistedQueryList: { id: string } } }).graph
      .createPersistedQueryList;
    const publish = inGraph(
      'persistedQueryList(id: $id) { publishOperations(operations: $operations) { __typename } }',
    );
    const age = (days: number) =>
      house.look((db) => db.query(`update document set kept_at = now() - make_interval(days => $1)`, [days]));
    const forget = () => {
      const before = new Date(Date.now() - 7 * 86_400_000);
      return house.look((db) => removeUnusedDocuments(db, before, 500));
    };
    for (const name of ['first', 'second']) {
      await age(30);
      const operations = [{ id: name, name, type: 'QUERY', body: '{ a }' }];
      expect((await house.ask(publish, { id, operations })).errors).toBeUndefined();
    }
    await forget();
    expect((await chunks()).map(({ used }) => used)).toEqual([false, true]);
    await age(8);
    await forget();
    const left = await chunks();
    expect(left.map(({ used }) => used)).toEqual([true]);
    expect((await fetch(`${house.url}/persisted-queries/${left[0]?.hash}`)).status).toBe(200);
  });

  it('has no more bytes in all than one may hold', async () => {
    const create = await house.ask('mutation { graph(id: "shop") { createPersistedQueryList(name: "large") { id } } }');
    const { id } = (create.data as { graph: { createPersistedQueryList: { id: string } } }).graph
      .createPersistedQueryList;
    const publish = inGraph(
      'persistedQueryList(id: $id) { publishOperations(operations: $operations) { __typename } }',
    );
    const codes: (string | undefined)[] = [];
    for (let part = 0; part < 4; part++) {
      const operations = Array.from({ length: 110 }, (_, index) => ({
        id: `${part}-${index}`,
        name: 'n',
        type: 'QUERY',
        body: `{ a } #${'x'.repeat(190_000)}`,
      }));
      codes.push((await house.ask(publish, { id, operations })).errors?.[0]?.extensions.code);
    }
    expect(codes).toEqual([undefined, undefined, undefined, 'TOO_MANY_PERSISTED_QUERIES']);
  });
});

describe('a key that is known', () => {
  it('is not forgotten for any number of keys that anybody makes up', async () => {
    const pool = createPool(house.databaseUrl, 'keys');
    const transact = createTransaction(pool);
    try {
      let looks = 0;
      const counting: Transaction = (tenant, work) => {
        looks += 1;
        return transact(tenant, work);
      };
      const changes: Changes = { listen: () => undefined, connected: () => true };
      const authenticate = createAuthenticate(
        counting,
        house.adminKey,
        changes,
        () => new Date(),
        () => undefined,
      );
      const create =
        'mutation { organization(id: "default") { createScopedKey(name: "k", grants: [{ graphId: "shop", permissions: [READ] }]) { token } } }';
      const { data } = await house.ask(create);
      const { token } = (data as { organization: { createScopedKey: { token: string } } }).organization.createScopedKey;
      expect(await authenticate(token)).toBeDefined();
      for (let count = 0; count < 20_100; count += 100) {
        await Promise.all(Array.from({ length: 100 }, (_, index) => authenticate(`forged ${count + index}`)));
      }
      const before = looks;
      expect(await authenticate(token)).toBeDefined();
      expect(looks).toBe(before);
    } finally {
      await pool.end();
    }
  });
});

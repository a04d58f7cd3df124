import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { publishAll } from './publish.ts';
import { type RegistryHouse, startRegistryHouse } from './registry-house.ts';

let house: RegistryHouse;
beforeAll(async () => {
  house = await startRegistryHouse();
  await publishAll(house, 'shop@current', [{ name: 'a', sdl: 'type Query { a: Int }' }]);
});
afterAll(() => house.stop());

const codeOf = ({ errors }: Awaited<ReturnType<RegistryHouse['ask']>>) => errors?.[0]?.extensions.code;

/** The heap, in megabytes, without what nothing refers to. */
function heap(): number {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  collect();
  return process.memoryUsage().heapUsed / 1024 / 1024;
}

describe('documents', () => {
  it('that are long are refused, from whomever they come', async () => {
    const query = `{ __typename } #${'x'.repeat(100_000)}`;
    for (const key of [null, house.adminKey])
      expect(codeOf(await house.ask(query, {}, { key }))).toBe('DOCUMENT_TOO_LARGE');
  });

  it('that anybody makes up are not kept', async () => {
    const send = async (index: number, key: string | null) =>
      expect(
        (
          await house.ask(
            `{ __typename } ${index}`.replace(/\d+$/, (id) => `#${id}\n${'#\n'.repeat(45_000)}`),
            {},
            { key },
          )
        ).data,
      ).toEqual({
        __typename: 'Query',
      });
    await send(0, null);
    const before = heap();
    for (let index = 1; index <= 40; index++) await send(index, index % 2 === 0 ? null : house.adminKey);
    expect(heap() - before).toBeLessThan(50);
  });

  it('that ask for a list of lists are answered so far, and no further', async () => {
    await house.look((db) =>
      db.query(`insert into launch (id, graph_id, variant, number, status, cause, actor, created_at, inputs, supergraph_hash, api_hash)
        select gen_random_uuid(), graph_id, variant, extra, status, cause, actor, created_at, inputs, supergraph_hash, api_hash
        from launch, generate_series(2, 100) extra`),
    );
    const names = (count: number) => Array.from({ length: count }, (_, index) => `s${index}: status`).join(' ');
    const query = (count: number) =>
      `{ graph(id: "shop") { variant(name: "current") { launches(first: 100) { ${names(count)} } } } }`;
    expect((await house.ask(query(50))).errors).toBeUndefined();
    expect(codeOf(await house.ask(query(150)))).toBe('ANSWER_TOO_LARGE');
  });
});

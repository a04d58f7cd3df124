import { createPool, createTransaction } from '@fiscal/kit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createForgetDocuments } from '../src/use-cases/forget-documents.ts';
import { publishAll } from './publish.ts';
import { type RegistryHouse, startRegistryHouse } from './registry-house.ts';

const sdlOf = (field: string) => `type Query { ${field}: Int }`;
const dayMs = 24 * 60 * 60_000;

let house: RegistryHouse;
let pool: ReturnType<typeof createPool>;
beforeAll(async () => {
  house = await startRegistryHouse();
  pool = createPool(house.databaseUrl, 'test of documents');
});
afterAll(async () => {
  await pool.end();
  await house.stop();
});

const textsWith = async (field: string) => {
  const { rows } = await house.look((db) =>
    db.query("select text from document where text like '%' || $1 || ':%'", [field]),
  );
  return rows.length;
};
const forgetIn = (days: number) =>
  createForgetDocuments(createTransaction(pool), () => new Date(Date.now() + days * dayMs))();

describe('texts', () => {
  it('go when nothing has referred to them for a week, and stay while a launch does', async () => {
    await publishAll(house, 'shop@current', [{ name: 'a', sdl: sdlOf('before') }]);
    await publishAll(house, 'shop@current', [{ name: 'a', sdl: sdlOf('now') }]);
    await publishAll(house, 'shop@other', [{ name: 'a', sdl: sdlOf('gone') }]);
    const remove = 'mutation { graph(id: "shop") { variant(name: "other") { delete { deleted } } } }';
    await house.ask(remove);
    expect(await textsWith('gone')).toBe(3);
    await forgetIn(6);
    expect(await textsWith('gone')).toBe(3);
    await forgetIn(8);
    expect(await textsWith('gone')).toBe(0);
    // What was published, the API schema and the supergraph, of a launch that may be promoted again.
    expect([await textsWith('before'), await textsWith('now')]).toEqual([3, 3]);
  });

  it('that are published again while they are removed are there', async () => {
    await house.look((db) => db.query("update document set kept_at = now() - interval '8 days'"));
    await publishAll(house, 'shop@third', [{ name: 'a', sdl: sdlOf('again') }]);
    await house.ask('mutation { graph(id: "shop") { variant(name: "third") { delete { deleted } } } }');
    await house.look((db) => db.query("update document set kept_at = now() - interval '8 days'"));
    const [published] = await Promise.all([
      publishAll(house, 'shop@fourth', [{ name: 'a', sdl: sdlOf('again') }]),
      ...Array.from({ length: 5 }, () => forgetIn(0)),
    ]);
    expect(published.launch?.status).toBe('succeeded');
    expect(await textsWith('again')).toBe(3);
  });
});

import { createPool, createTransaction, everyTenant } from '@fiscal/kit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase } from '../../test/backends/postgres.ts';
import { eventually } from '../../test/eventually.ts';
import { createLastUses } from '../src/access/last-uses.ts';
import { type Change, createChanges, tellKeysChanged, tellVariantChanged } from '../src/store/index.ts';
import { publishAll } from './publish.ts';
import { type RegistryHouse, startRegistryHouse } from './registry-house.ts';

describe('changes', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let pool: ReturnType<typeof createPool>;
  beforeAll(async () => {
    database = await createTestDatabase();
    pool = createPool(database.url, 'test');
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  it('are heard of, and that some may have been missed when the connection was lost', async () => {
    const transact = createTransaction(pool);
    const changes = createChanges(database.url);
    const heard: Change[] = [];
    changes.listen((change) => heard.push(change));
    await changes.start();
    await eventually(() => expect(changes.connected()).toBe(true));
    await transact(everyTenant, (db) => tellVariantChanged(db, { graphId: 'shop', variant: 'current' }));
    await transact(everyTenant, tellKeysChanged);
    await eventually(() => expect(heard).toHaveLength(3));
    expect(heard).toEqual([
      { of: 'everything' },
      { of: 'variant', ref: { graphId: 'shop', variant: 'current' } },
      { of: 'keys' },
    ]);
    await pool.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name like '%changes'",
    );
    await eventually(() => expect(changes.connected()).toBe(false));
    await eventually(() => expect(changes.connected()).toBe(true));
    expect(heard.slice(3)).toEqual([{ of: 'everything' }, { of: 'everything' }]);
    await transact(everyTenant, tellKeysChanged);
    await eventually(() => expect(heard).toHaveLength(6));
    await changes.stop();
    expect(changes.connected()).toBe(false);
  });
});

describe('keys of two registries of one database', () => {
  let house: RegistryHouse;
  let other: RegistryHouse;
  beforeAll(async () => {
    house = await startRegistryHouse();
    other = await startRegistryHouse({ REGISTRY_DATABASE_URL: house.databaseUrl });
    await publishAll(house, 'shop@current', [{ name: 'a', sdl: 'type Query { a: Int }' }]);
  });
  afterAll(async () => {
    await other.stop();
    await house.stop();
  });

  const newKey = async () => {
    const query = 'mutation { graph(id: "shop") { newKey(keyName: "k", role: OBSERVER) { id token } } }';
    const { data } = await house.ask(query);
    // As the query says.
    return (data as { graph: { newKey: { id: string; token: string } } }).graph.newKey;
  };
  const isKnown = async (key: string) => (await other.ask('{ me { id } }', {}, { key })).data?.me !== null;

  it('are let go of by one when the other revokes them', async () => {
    const { id, token } = await newKey();
    expect(await isKnown(token)).toBe(true);
    await house.ask('mutation ($id: ID!) { organization(id: "default") { deleteKey(keyId: $id) } }', { id });
    await eventually(async () => expect(await isKnown(token)).toBe(false));
  });

  it('are asked for once, however often they are used', async () => {
    const { token } = await newKey();
    await isKnown(token);
    await house.look(async (db) => {
      // Whoever asked for a key would wait.
      await db.query('lock table api_key_secret in access exclusive mode');
      for (let count = 0; count < 20; count++) expect(await isKnown(token)).toBe(true);
    });
  });

  it('have their last use written down, all at once', async () => {
    const { id } = await newKey();
    const pool = createPool(house.databaseUrl, 'test of last uses');
    const lastUses = createLastUses(createTransaction(pool), () => new Date('2026-01-02T03:04:05Z'));
    for (let count = 0; count < 3; count++) lastUses.used(id);
    await lastUses.stop();
    await pool.end();
    const { rows } = await house.look((db) => db.query('select last_used_at from api_key where id = $1', [id]));
    expect(rows).toEqual([{ last_used_at: new Date('2026-01-02T03:04:05Z') }]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openShop, type Shop, users } from './shop.ts';

const withoutOld = users.replace(' old: String', '');
const withoutNick = users.replace(' nick: String', '');

describe('a check of operations', () => {
  let shop: Shop;

  beforeAll(async () => {
    shop = await openShop();
  });
  afterAll(() => shop.house.stop());

  it('passes what only adds, and says how it stands in every part', async () => {
    const { status, tasks, of } = await shop.check(`${users} extend type Query { more: Int }`);
    expect(status).toBe('PASSED');
    expect(tasks.map((task) => [task.__typename, task.status])).toEqual([
      ['CompositionCheckTask', 'PASSED'],
      ['OperationsCheckTask', 'PASSED'],
      ['LintCheckTask', 'PASSED'],
      ['CustomCheckTask', 'PASSED'],
      ['DownstreamCheckTask', 'PASSED'],
    ]);
    expect(of('Composition')).toMatchObject({ coreSchemaModified: true });
    expect(of('Operations').result).toMatchObject({
      checkSeverity: 'NOTICE',
      changes: [{ code: 'FIELD_ADDED', severity: 'NOTICE' }],
    });
  });

  it('says that nothing changes when nothing does', async () => {
    const { status, of } = await shop.check(users);
    expect(status).toBe('PASSED');
    expect(of('Composition')).toMatchObject({ coreSchemaModified: false });
    expect(of('Operations').result.changes).toEqual([]);
  });

  it('fails what breaks while nobody knows whom, unless it is to be lenient then', async () => {
    const blind = await shop.check(withoutOld);
    expect(blind.status).toBe('FAILED');
    expect(blind.of('Operations').result.changes).toMatchObject([
      {
        severity: 'FAILURE',
        description: 'field Query.old was removed: there is no traffic that could tell whom it breaks',
      },
    ]);
    await shop.set({ lenient: true });
    expect((await shop.check(withoutOld)).status).toBe('PASSED');
    await shop.set({ lenient: false });
  });

  it('fails what breaks operations that clients send, and names both with how often', async () => {
    await shop.sent('GetOld', 'query GetOld { old }', [
      ['web', '1.2', 31],
      ['web', '1.1', 4],
      ['', '', 2],
    ]);
    await shop.sent('GetMe', 'query GetMe { me { id name } }', [['ios', '9', 1_000]]);
    const { status, of } = await shop.check(withoutOld);
    expect(status).toBe('FAILED');
    const { numberOfCheckedOperations, checkSeverity, changes } = of('Operations').result;
    expect([checkSeverity, numberOfCheckedOperations]).toEqual(['FAILURE', 2]);
    expect(changes).toMatchObject([
      {
        severity: 'FAILURE',
        code: 'FIELD_REMOVED',
        description:
          'field Query.old was removed: breaks GetOld (web 1.2: 31 requests, web 1.1: 4 requests, unknown client: 2 requests)',
        affectedOperations: [{ name: 'GetOld', requests: 37, certain: true }],
      },
    ]);
  });

  it('passes what breaks nobody who sends anything', async () => {
    const { status, of } = await shop.check(withoutNick);
    expect(status).toBe('PASSED');
    expect(of('Operations').result.changes).toMatchObject([{ severity: 'NOTICE', level: 'BREAKING', failing: false }]);
  });

  it.each([
    ['a number of requests', { countThreshold: 38 }, {}],
    ['a part of all requests', { percentageThreshold: 5 }, {}],
    [
      'clients',
      { excludedClients: [{ name: 'web', version: '1.2' }, { name: 'web', version: '1.1' }, { name: '' }] },
      {},
    ],
    ['operations', { excludedOperations: ['GetOld'] }, {}],
    ['a number that the client gives', {}, { queryCountThreshold: 38 }],
    ['clients that the client names', {}, { excludedClients: [{ name: 'web' }, { name: '' }] }],
    ['operations that the client names', {}, { excludedOperationNames: [{ name: 'GetOld' }] }],
    ['other times', {}, { from: '-86400', to: '-7200' }],
  ])('leaves out by %s', async (_, settings, config) => {
    const defaults = {
      countThreshold: 1,
      percentageThreshold: 0,
      excludedClients: [],
      excludedOperations: [],
      lenient: true,
    };
    await shop.set({ ...defaults, ...settings });
    const { of } = await shop.check(withoutOld, { config });
    await shop.set({ ...defaults, lenient: false });
    expect(of('Operations').result.changes).toMatchObject([{ affectedOperations: [] }]);
  });

  it('takes a percentage of rover, which arrives as 0, for none', async () => {
    expect(
      (await shop.check(withoutOld, { config: { queryCountThresholdPercentage: 0, queryCountThreshold: 1 } })).status,
    ).toBe('FAILED');
  });

  it('minds operations in lists of persisted queries that nobody sent yet', async () => {
    await shop.house.look(async (db) => {
      const list = '0197e2c0-1111-7000-8000-000000000001';
      await db.query(
        `insert into persisted_query_list (id, graph_id, name, created_at) values ($1, 'shop', 'l', now())`,
        [list],
      );
      await db.query(
        `insert into persisted_query (list_id, id, client_name, name, type, body, published_at, published_by)
         values ($1, 'q1', 'tv', 'Nick', 'query', 'query Nick { me { nick } }', now(), 'test')`,
        [list],
      );
      await db.query(`insert into variant_persisted_query_list values ('shop', 'current', $1)`, [list]);
    });
    const { status, of } = await shop.check(withoutNick);
    expect(status).toBe('FAILED');
    expect(of('Operations').result.changes[0].description).toContain('breaks Nick (tv: 0 requests)');
  });

  it('has the levels that are set, for a code and for one type', async () => {
    const sdl = (values: string) =>
      `${users} enum Mood { ${values} } enum Size { ${values} } extend type User { mood: Mood size: Size }`;
    await shop.publish('users', sdl('A'));
    await shop.sent('Moods', 'query Moods { me { mood size } }', [['web', '1', 5]]);
    const failing = async () => {
      const { of } = await shop.check(sdl('A B'));
      return of('Operations').result.changes.filter(({ severity }: { severity: string }) => severity === 'FAILURE');
    };
    expect(await failing()).toEqual([]);
    await shop.set({ levels: { VALUE_ADDED_TO_ENUM: 'breaking', 'VALUE_ADDED_TO_ENUM:Size': 'safe' } });
    expect(await failing()).toMatchObject([
      { description: expect.stringMatching(/Mood.*may break Moods \(web 1: 5 requests\)/) },
    ]);
  });

  it('refuses settings that are none', async () => {
    await expect(shop.set({ countThreshold: 'many' })).rejects.toThrow('SETTINGS_INVALID');
    await expect(shop.set({ unheardOf: 1 })).rejects.toThrow('SETTINGS_INVALID');
  });
});

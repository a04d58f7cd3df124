import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../test/eventually.ts';
import { runRover } from '../rover.ts';
import { openShop, type Shop, users } from './shop.ts';

describe('rover', () => {
  let shop: Shop;
  const check = async (sdl: string, more: string[] = []) => {
    const args = ['subgraph', 'check', 'shop@current', '--name', 'users', '--schema', '-', ...more];
    const { code, stdout, stderr } = await runRover({ url: shop.house.url, key: shop.house.adminKey }, args, sdl);
    return { code, told: stdout + stderr };
  };

  beforeAll(async () => {
    shop = await openShop({ REGISTRY_MAX_SDL_BYTES: '100000' });
    await shop.sent('GetOld', '{ old }', [['web', '1.2', 31]]);
  });
  afterAll(() => shop.house.stop());

  it('passes what is safe', async () => {
    const { code, told } = await check(`${users}extend type Query { more: Int }`);
    expect([code, told]).toEqual([0, expect.stringContaining('Compared 1 schema changes against 1 operations.')]);
  });

  it('fails what breaks, naming whom, and passes it once that is approved', async () => {
    const breaking = users.replace(' old: String', '');
    const { code, told } = await check(breaking, ['--format', 'json']);
    expect(code).toBe(1);
    expect(told).toContain('field Query.old was removed: breaks GetOld (web 1.2: 31 requests)');
    expect(told).toContain(
      '"error":{"message":"The changes in the schema you proposed caused operation checks to fail.","code":"E043"}',
    );
    const [, id] = /checks\/([0-9a-f-]{36})/.exec(told) ?? [];
    await shop.post('/api/approvals', { graph: 'shop', check: id, reason: 'web 1.2 is gone' });
    const after = await check(breaking);
    expect([after.code, after.told]).toEqual([0, expect.stringContaining('(approved: web 1.2 is gone)')]);
  });

  it('waits for an approval where that is set, and passes by the same poll', async () => {
    await shop.set({ waitForApprovalSeconds: 60 });
    await shop.sent('GetNick', '{ me { nick } }', [['ios', '3', 7]]);
    const waiting = check(users.replace(' nick: String', ''));
    const [id] = await eventually(async () => {
      const { rows } = await shop.house.look((db) =>
        db.query<{ id: string }>('select id from check_workflow where held_until is not null'),
      );
      expect(rows).toHaveLength(1);
      return rows.map((row) => row.id);
    });
    expect((await shop.post('/api/approvals', { graph: 'shop', check: id, reason: 'told them' })).status).toBe(200);
    const { code, told } = await waiting;
    expect([code, told]).toEqual([0, expect.stringContaining('(approved: told them)')]);
    await shop.set({ waitForApprovalSeconds: 0 });
  });

  it.each([
    ['does not parse', 'type Query {', 'INVALID_GRAPHQL: [users] Syntax Error'],
    ['is too large', `# ${'x'.repeat(100_000)}`, 'more than the 100000 that are taken'],
    ['breaks a policy', users.replace(' @key(fields: "id")', ''), 'ENTITY_KEY_REMOVED'],
  ])('says of a schema that %s why, and fails', async (_, sdl, why) => {
    expect(await check(sdl)).toEqual({ code: 1, told: expect.stringContaining(why) });
  });

  it.each([
    ['a graph that is not there', 'nowhere@current', undefined, 'error[E010]: Could not find graph with name'],
    ['a variant that is not there', 'shop@nowhere', undefined, 'error[E010]: Could not find graph with name'],
    ['a key that opens nothing', 'shop@current', 'service:shop:forged', 'error[E010]: Could not find graph with name'],
  ])('says of %s what it is', async (_, ref, key, why) => {
    const args = ['subgraph', 'check', ref, '--name', 'users', '--schema', '-'];
    const { code, stderr } = await runRover({ url: shop.house.url, key: key ?? shop.house.adminKey }, args, users);
    expect([code, stderr]).toEqual([1, expect.stringContaining(why)]);
  });

  it('takes every part of a check that there is, in a graph that is one schema as well', async () => {
    await shop.house.ask(
      'mutation { graph(id: "mono") { uploadSchema(tag: "current", schemaDocument: "type Query { a: Int b: Int }") { success } } }',
    );
    const args = ['graph', 'check', 'mono@current', '--schema', '-'];
    const run = (sdl: string) => runRover({ url: shop.house.url, key: shop.house.adminKey }, args, sdl);
    expect((await run('type Query { a: Int b: Int c: Int }')).code).toBe(0);
    expect((await run('type Query { a: Int }')).code).toBe(1);
    const broken = await run('type Query { a: Nothing }');
    expect([broken.code, broken.stdout]).toEqual([1, expect.stringContaining('Unknown type')]);
  });

  it('lints by the rules that are set, with an exit code that says how it went', async () => {
    const run = (args: string[], input = '') =>
      runRover({ url: shop.house.url, key: shop.house.adminKey }, args, input);
    const lint = ['subgraph', 'lint', 'shop@current', '--name', 'users', '--schema', '-'];
    expect((await run(lint, users)).code).toBe(0);
    await shop.set({ lint: { rules: { TYPE_NAMES_SHOULD_BE_PASCAL_CASE: 'ERROR' } } });
    const { code, stdout } = await run(lint, 'type query_x { id: ID }');
    expect([code, stdout]).toEqual([1, expect.stringContaining('query_x')]);
  });
});

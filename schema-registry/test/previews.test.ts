import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../../test/eventually.ts';
import { publishAll } from './publish.ts';
import { type RegistryHouse, startRegistryHouse } from './registry-house.ts';

const users = 'type Query { me: User }\ntype User @key(fields: "id") { id: ID! }\n';
const orders = 'type Query { orders: [Int] }\n';
const set = `mutation ($days: Int!) { graph(id: "shop") { setPreviews(prefix: "pr-", base: "current", days: $days) { base } } }`;
const look = `query ($name: String!) { graph(id: "shop") { variant(name: $name) {
  baseVariant { name } expiresAt subgraphs { name } currentLaunch { number apiSchema }
} } }`;
type Variant = {
  baseVariant: { name: string } | null;
  expiresAt: string | null;
  subgraphs: { name: string }[];
  currentLaunch: { number: number; apiSchema: string };
};

describe('a preview', () => {
  let house: RegistryHouse;
  const read = async (name: string) =>
    ((await house.ask(look, { name })).data as { graph: { variant: Variant | null } }).graph.variant;

  beforeAll(async () => {
    house = await startRegistryHouse();
    await publishAll(house, 'shop@current', [
      { name: 'users', sdl: users, url: 'http://u' },
      { name: 'orders', sdl: orders, url: 'http://o' },
    ]);
    await house.ask(set, { days: 7 });
  });
  afterAll(() => house.stop());

  it('is made by the first publish to a name like it: the base with what is published', async () => {
    const sdl = users.replace('id: ID!', 'id: ID! nick: String');
    await publishAll(house, 'shop@pr-7', [{ name: 'users', sdl, url: 'http://u-pr-7' }]);
    const preview = await read('pr-7');
    expect(preview).toMatchObject({ baseVariant: { name: 'current' }, currentLaunch: { number: 1 } });
    expect(preview?.subgraphs.map(({ name }) => name).sort()).toEqual(['orders', 'users']);
    expect(preview?.currentLaunch.apiSchema).toContain('nick: String');
    expect(Date.parse(preview?.expiresAt ?? '')).toBeGreaterThan(Date.now() + 6 * 86_400_000);
    expect((await read('current'))?.currentLaunch.apiSchema).not.toContain('nick');
  });

  it('stays longer with every publish to it, and goes by itself', async () => {
    const expire = () =>
      house.look((db) => db.query(`update variant set expires_at = now() + interval '1 hour' where name = 'pr-7'`));
    await expire();
    await publishAll(house, 'shop@pr-7', [{ name: 'orders', sdl: orders.replace('Int', 'String'), url: 'http://o' }]);
    expect(Date.parse((await read('pr-7'))?.expiresAt ?? '')).toBeGreaterThan(Date.now() + 6 * 86_400_000);
    await house.look((db) => db.query(`update variant set expires_at = now() - interval '1 hour' where name = 'pr-7'`));
    await eventually(async () => expect(await read('pr-7')).toBeNull());
    expect(await read('current')).not.toBeNull();
  });

  it('is for keys that are for all like it', async () => {
    const create = `mutation { organization(id: "default") { createScopedKey(name: "pull requests",
      grants: [{ graphId: "shop", variants: ["pr-*"], permissions: [PUBLISH] }]) { token } } }`;
    const { data } = await house.ask(create);
    const key = (data as { organization: { createScopedKey: { token: string } } }).organization.createScopedKey.token;
    const of = [{ name: 'orders', sdl: orders, url: 'http://o' }];
    expect((await publishAll(house, 'shop@pr-8', of, { key })).launch?.status).toBe('succeeded');
    expect((await publishAll(house, 'shop@current', of, { key })).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });
});

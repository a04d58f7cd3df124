import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../../test/eventually.ts';
import { publishAll, readServed } from './publish.ts';
import { type RegistryHouse, startRegistryHouse } from './registry-house.ts';
import { postUplink, routerQueries } from './uplink-client.ts';

const sdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@tag"])
type Query { open: Int @tag(name: "public") hidden: Int }`;
const contract = `mutation ($name: String!, $source: String!) { graph(id: "shop") { upsertContractVariant(
  contractVariantName: $name, sourceVariant: $source, initiateLaunch: true,
  filterConfig: { include: ["public"], exclude: [] }) { __typename } } }`;
const scoped = `mutation ($grants: [KeyGrantInput!]!) { organization(id: "default") {
  createScopedKey(name: "made", grants: $grants) { id token } } }`;

type Created = { readonly organization: { readonly createScopedKey: { readonly token: string } } | null };

describe('a key', () => {
  let house: RegistryHouse;
  beforeAll(async () => {
    house = await startRegistryHouse();
    for (const ref of ['shop@current', 'other@current']) await publishAll(house, ref, [{ name: 'a', sdl }]);
    await house.ask(contract, { name: 'partner', source: 'current' });
  });
  afterAll(() => house.stop());

  const make = (grants: readonly object[], key = house.adminKey) => house.ask(scoped, { grants }, { key });
  const keyFor = async (...grants: readonly object[]) =>
    ((await make(grants)).data as Created).organization?.createScopedKey.token ?? '';
  const codeOf = ({ errors }: Awaited<ReturnType<RegistryHouse['ask']>>) => errors?.[0]?.extensions.code;

  it('is never made for a list of nothing, which everybody would seem to manage', async () => {
    const router = await keyFor({ graphId: 'shop', permissions: ['REPORT'] });
    for (const lists of [{ variants: [] }, { subgraphs: [] }, { variants: [], subgraphs: [] }]) {
      for (const graphId of ['shop', 'other', '*']) {
        const made = await make([{ graphId, permissions: ['READ'], ...lists }], router);
        expect(codeOf(made)).toBe('KEY_RESOURCE_INVALID');
      }
    }
    expect(codeOf(await make([{ graphId: 'shop', permissions: [] }]))).toBe('KEY_FOR_NOTHING');
  });

  it('of a router learns nothing of a launch of another graph by saying that it runs it', async () => {
    const id = (await readServed(house, 'other'))?.currentLaunch?.id ?? '';
    const apiKey = await keyFor({ graphId: 'shop', permissions: ['REPORT', 'READ'] });
    const polled = { query: routerQueries.gateway, variables: { apiKey, ref: 'shop@current' } };
    await postUplink(house.url, polled, { 'x-router-instance': 'liar', 'x-router-launch': id });
    const routers = '{ graph(id: "shop") { variant(name: "current") { routers { id launch { id apiSchema } } } } }';
    const { data } = await house.ask(routers, {}, { key: apiKey });
    expect(data).toEqual({ graph: { variant: { routers: [{ id: 'liar', launch: null }] } } });
  });

  it('that reads a contract does not get at what it hides by promoting it', async () => {
    const key = await keyFor(
      { graphId: 'shop', variants: ['partner'], permissions: ['READ'] },
      { graphId: 'shop', variants: ['mine'], permissions: ['PUBLISH'] },
    );
    await publishAll(house, 'shop@mine', [{ name: 'a', sdl: 'type Query { mine: Int }' }], { key });
    const id = (await readServed(house, 'shop', 'partner'))?.currentLaunch?.id;
    const promote = `mutation ($id: ID!) { graph(id: "shop") { variant(name: "mine") { promoteLaunch(launchId: $id) { id } } } }`;
    expect(codeOf(await house.ask(promote, { id }, { key }))).toBe('LAUNCH_IS_CONTRACT');
    expect((await readServed(house, 'shop', 'mine'))?.currentLaunch?.apiSchema).toContain('mine: Int');
  });

  it('of one variant does not have its checks tell of the traffic of others', async () => {
    const key = await keyFor({ graphId: 'shop', variants: ['partner'], permissions: ['MANAGE'] });
    const update = `mutation ($settings: JSON!) { graph(id: "shop") { variant(name: "partner") {
      updateCheckSettings(settings: $settings) } } }`;
    expect(codeOf(await house.ask(update, { settings: { includedVariants: ['current'] } }, { key }))).toBe('FORBIDDEN');
    expect(codeOf(await house.ask(update, { settings: { includedVariants: ['partner'] } }, { key }))).toBeUndefined();
  });

  it('of one variant is not told which others serve a list of persisted queries', async () => {
    const create = 'mutation { graph(id: "shop") { createPersistedQueryList(name: "all") { id } } }';
    const { data } = await house.ask(create);
    const { id } = (data as { graph: { createPersistedQueryList: { id: string } } }).graph.createPersistedQueryList;
    for (const name of ['current', 'partner']) {
      const link = `mutation ($name: String!, $id: ID!) { graph(id: "shop") { variant(name: $name) {
        linkPersistedQueryList(listId: $id) { id } } } }`;
      expect(codeOf(await house.ask(link, { name, id }))).toBeUndefined();
    }
    const key = await keyFor({ graphId: 'shop', variants: ['partner'], permissions: ['READ'] });
    const lists = await house.ask('{ graph(id: "shop") { persistedQueryLists { variants } } }', {}, { key });
    expect(lists.data).toEqual({ graph: { persistedQueryLists: [{ variants: ['partner'] }] } });
  });
});

describe('a preview that a contract filters', () => {
  it('goes with it, and keeps no other from going', async () => {
    const house = await startRegistryHouse();
    try {
      await publishAll(house, 'shop@current', [{ name: 'a', sdl }]);
      await house.ask('mutation { graph(id: "shop") { setPreviews(prefix: "pr-") { base } } }');
      for (const name of ['pr-1', 'pr-2']) {
        await publishAll(house, `shop@${name}`, [{ name: 'a', sdl: `${sdl}\ntype Other { a: Int }` }]);
      }
      await house.ask(contract, { name: 'partner', source: 'pr-1' });
      await house.look((db) =>
        db.query(`update variant set expires_at = now() - interval '1 hour' where name like 'pr-%'`),
      );
      await eventually(async () => {
        const { data } = await house.ask('{ graph(id: "shop") { variants { name } } }');
        expect(data).toEqual({ graph: { variants: [{ name: 'current' }] } });
      });
    } finally {
      await house.stop();
    }
  });
});

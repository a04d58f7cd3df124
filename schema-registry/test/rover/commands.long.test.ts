import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type RegistryHouse, startRegistryHouse } from '../registry-house.ts';
import { setChecks } from './check-settings.ts';
import { createRover, type Rover } from './commands.ts';

jest.setTimeout(120_000);

const users = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@tag"])
type Query { me: User @tag(name: "partner") old: String }
type User @key(fields: "id") @tag(name: "partner") { id: ID! name: String secret: String @tag(name: "internal") }
`;

let house: RegistryHouse;
let rover: Rover;
let folder: string;

beforeAll(async () => {
  house = await startRegistryHouse({ REGISTRY_ORGANIZATION: 'acme' });
  rover = createRover({ url: house.url, key: house.adminKey });
  folder = await mkdtemp(join(tmpdir(), 'commands-'));
  const published = await rover.run(
    'subgraph publish shop@current --name users --routing-url http://u --schema -',
    users,
  );
  expect(published).toMatchObject({ code: 0 });
});
afterAll(async () => {
  await house.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('rover subgraph lint', () => {
  const lint = 'subgraph lint shop@current --name users --schema -';
  const proposed = `${users}type shop_order { "Its id." id: ID }\n`;

  it('warns of what is against the rules, and fails where that is an error', async () => {
    const warned = await rover.both(lint, proposed);
    expect([warned.codes, warned.told]).toEqual([[0, 0], expect.stringContaining('type shop_order')]);
    await setChecks(house, 'shop', { lint: { rules: { TYPE_NAMES_SHOULD_BE_PASCAL_CASE: 'ERROR' } } });
    const failed = await rover.both(lint, proposed);
    expect(failed.codes).toEqual([1, 1]);
    expect(failed.json.error).toMatchObject({ code: 'E042' });
  });

  it('tells only of what is new, if it is asked to', async () => {
    const coordinatesOf = async (more: string) => {
      const { data } = await rover.json(`${lint}${more}`, proposed);
      return data.diagnostics.map(({ coordinate }: { coordinate: string }) => coordinate);
    };
    expect(await coordinatesOf('')).toEqual(expect.arrayContaining(['Query.me', 'shop_order']));
    const fresh = await coordinatesOf(' --ignore-existing-lint-violations');
    expect(fresh).toContain('shop_order');
    expect(fresh).not.toContain('Query.me');
  });
});

describe('rover graph', () => {
  const schema = 'type Query { a: Int b: Int }';

  it('publishes and fetches a graph that is one schema', async () => {
    const published = await rover.run('graph publish mono@current --schema -', schema);
    expect([published.code, published.told]).toEqual([0, expect.stringMatching(/mono@current#[0-9a-f]{6} published/)]);
    const again = await rover.json('graph publish mono@current --schema -', `${schema} type More { a: Int }`);
    expect(again).toMatchObject({ code: 0, data: { success: true, type_changes: { additions: 1, removals: 0 } } });
    const { codes, told, json } = await rover.both('graph fetch mono@current');
    expect([codes, told]).toEqual([[0, 0], expect.stringContaining(schema)]);
    expect(json.data.sdl.contents).toContain('type More');
  });

  it('checks it', async () => {
    const check = 'graph check mono@current --schema -';
    expect((await rover.both(check, `${schema} type More { a: Int b: Int }`)).codes).toEqual([0, 0]);
    const { codes, told, json } = await rover.both(check, 'type Query { a: Int }');
    expect([codes, told]).toEqual([[1, 1], expect.stringContaining('FIELD_REMOVED')]);
    expect(json.error).toMatchObject({ code: 'E043' });
    const background = await rover.both(`${check} --background`, schema);
    expect(background.codes).toEqual([0, 0]);
    expect(background.json.data.workflow_id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('lints it', async () => {
    const { codes, told, json } = await rover.both('graph lint mono@current --schema -', schema);
    expect([codes, told]).toEqual([[0, 0], expect.stringContaining('field Query.a has no description')]);
    expect(json.data.diagnostics[0]).toMatchObject({ level: 'WARNING', coordinate: 'Query.a', start_line: 1 });
    const fresh = await rover.json('graph lint mono@current --ignore-existing-lint-violations --schema -', schema);
    expect(fresh).toMatchObject({ code: 0, data: { diagnostics: [] } });
  });

  it('deletes it', async () => {
    const remove = 'graph delete mono@current --confirm';
    expect(await rover.run(remove)).toMatchObject({ code: 0, told: expect.stringContaining('Successfully deleted') });
    expect(await rover.json(remove)).toMatchObject({ code: 1, data: { success: false } });
    expect(await rover.run('graph publish mono@current --schema -', schema)).toMatchObject({ code: 0 });
    expect(await rover.json(remove)).toMatchObject({ code: 0, data: { success: true } });
  });
});

it('rover config whoami says whose key it is', async () => {
  const { codes, told, json } = await rover.both('config whoami');
  expect([codes, told]).toEqual([[0, 0], expect.stringMatching(/User ID\s+┆ admin/)]);
  expect(json.data).toMatchObject({ key_type: 'User', user_id: 'admin', origin: '$APOLLO_KEY' });
});

describe('rover api-key', () => {
  it('makes a key that does what it is for, names it anew and deletes it', async () => {
    const created = await rover.json('api-key create acme operator ci');
    expect(created).toMatchObject({ code: 0, data: { name: 'ci', key_type: 'Operator' } });
    const { id, api_key: key } = created.data;
    expect((await createRover({ url: house.url, key }).both('subgraph list shop@current')).codes).toEqual([0, 0]);

    expect((await rover.both(`api-key rename acme ${id} pipeline`)).codes).toEqual([0, 0]);
    const listed = await rover.both('api-key list acme');
    expect([listed.codes, listed.told]).toEqual([[0, 0], expect.stringContaining('pipeline')]);
    expect(listed.json.data.keys).toMatchObject([{ id, name: 'pipeline' }]);

    expect(await rover.run(`api-key delete acme ${id}`)).toMatchObject({ code: 0 });
    expect(await rover.json(`api-key delete acme ${id}`)).toMatchObject({ code: 1, data: { success: false } });
    expect((await rover.json('api-key list acme')).data.keys).toEqual([]);
  });

  it('makes a key for one subgraph alone', async () => {
    const file = join(folder, 'key.json');
    await writeFile(file, JSON.stringify({ shop: { current: ['users'] } }));
    const { code, told } = await rover.run(`api-key create acme subgraph users --subgraph-config ${file}`);
    expect([code, told]).toEqual([0, expect.stringContaining('Subgraph')]);
    const [, key = ''] = /(service:[\w:-]+)/.exec(told) ?? [];
    const narrow = createRover({ url: house.url, key });
    const publish = (name: string) => `subgraph publish shop@current --name ${name} --routing-url http://u --schema -`;
    expect(await narrow.run(publish('users'), users)).toMatchObject({ code: 0 });
    expect(await narrow.run(publish('orders'), users)).toMatchObject({
      code: 1,
      told: expect.stringContaining('this key may not publish subgraph orders of shop@current'),
    });
  });
});

describe('rover contract', () => {
  it('publishes and describes what a part of the clients is to see', async () => {
    const publish = `contract publish shop@partner --source-variant current --include-tag partner --exclude-tag internal --hide-unreachable-types`;
    const { code, told } = await rover.run(publish);
    expect([code, told]).toEqual([0, expect.stringContaining('Launch 1 of shop@partner is served')]);
    expect(await rover.json(publish)).toMatchObject({ code: 0, data: { success: true } });
    const described = await rover.both('contract describe shop@partner');
    expect([described.codes, described.told]).toEqual([[0, 0], expect.stringContaining('Included tags: partner')]);
    expect(described.json.data.description).toContain('Excluded tags: internal');
    expect((await rover.json('graph fetch shop@partner')).data.sdl.contents).not.toContain('secret');
  });

  it('says why there is nothing left, and publishes nothing', async () => {
    const publish =
      'contract publish shop@none --source-variant current --include-tag nobody --no-exclude-tags --no-hide-unreachable-types';
    const { codes, told, json } = await rover.both(publish);
    expect([codes, told]).toEqual([[1, 1], expect.stringContaining('all of Query is hidden')]);
    expect(json.error).toMatchObject({ code: 'E040' });
  });

  it('is checked with its source: what breaks it fails', async () => {
    const check = 'subgraph check shop@current --name users --schema -';
    const { codes, told, json } = await rover.both(check, users.replace(/ @tag\(name: "partner"\)/g, ''));
    expect([codes, told]).toEqual([[1, 1], expect.stringContaining('partner')]);
    expect(json.data.tasks.downstream).toMatchObject({ task_status: 'FAILED', blocking_variants: ['partner'] });
  });
});

describe('rover readme', () => {
  it('publishes and fetches it', async () => {
    const published = await rover.both('readme publish shop@current --file -', '# The shop');
    expect(published.codes).toEqual([0, 0]);
    expect(published.json.data).toMatchObject({ readme: '# The shop', success: true });
    const { codes, told, json } = await rover.both('readme fetch shop@current');
    expect([codes, told, json.data.readme]).toEqual([[0, 0], expect.stringContaining('# The shop'), '# The shop']);
  });
});

describe('rover client check', () => {
  it('says which documents of a client the graph would refuse, and where they are', async () => {
    const good = join(folder, 'good');
    await mkdir(good);
    await writeFile(join(good, 'me.graphql'), 'query Me { me { name } }');
    const passed = await rover.both(`client check shop@current --root-dir ${good}`);
    expect([passed.codes, passed.told]).toEqual([[0, 0], expect.stringContaining('Validated 1 operations')]);
    await writeFile(join(good, 'bad.graphql'), 'query Bad { nothing }');
    const { codes, told, json } = await rover.both(`client check shop@current --root-dir ${good}`);
    expect([codes, told]).toEqual([[1, 1], expect.stringContaining('Cannot query field "nothing" on type "Query".')]);
    const [failure] = json.data.client_check.validation_results;
    expect(failure).toMatchObject({ type: 'FAILURE', operation_name: 'Bad', line: 1 });
  });
});

describe('rover persisted-queries publish', () => {
  it('adds to the list of the variant, and says what was there already', async () => {
    const made = await house.ask('mutation { graph(id: "shop") { createPersistedQueryList(name: "web") { id } } }');
    // As the mutation says.
    const { id } = (made.data as { graph: { createPersistedQueryList: { id: string } } }).graph
      .createPersistedQueryList;
    const link = `mutation ($id: ID) { graph(id: "shop") { variant(name: "current") {
      linkPersistedQueryList(listId: $id) { persistedQueryList { name } } } } }`;
    expect((await house.ask(link, { id })).errors).toBeUndefined();
    const manifest = join(folder, 'manifest.json');
    const operations = [{ id: 'a', name: 'A', type: 'query', body: 'query A { me { name } }' }];
    await writeFile(manifest, JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations }));
    const publish = `persisted-queries publish shop@current --manifest ${manifest}`;
    expect(await rover.run(publish)).toMatchObject({ code: 0, told: expect.stringContaining('web') });
    expect(await rover.json(publish)).toMatchObject({
      code: 0,
      data: { unchanged: true, total_published_operations: 1, success: true },
    });
    const byId = `persisted-queries publish --graph-id shop --list-id ${id} --manifest ${manifest}`;
    expect((await rover.both(byId)).codes).toEqual([0, 0]);
  });

  it('has checks look at its operations, though nobody sent them', async () => {
    const { code, told } = await rover.run(
      'subgraph check shop@current --name users --schema -',
      users.replace('me: User @tag(name: "partner")', ''),
    );
    expect([code, told]).toEqual([1, expect.stringContaining('breaks A')]);
  });
});

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { publishAll } from '../publish.ts';
import { type RegistryHouse, startRegistryHouse } from '../registry-house.ts';
import { createRover, type Rover } from './commands.ts';

jest.setTimeout(120_000);

const ref = 'shop@current';
const users = 'type Query { me: User }\ntype User @key(fields: "id") { id: ID! name: String }\n';
const notFound = "error[E010]: Could not find graph with name 'shop@current'";
const publish = `subgraph publish ${ref} --name users --routing-url http://u --schema -`;
const check = `subgraph check ${ref} --name users --schema -`;

let house: RegistryHouse;
let rover: Rover;
let stored: unknown;

/** Everything that a publish or a check would leave behind, in numbers. */
async function countStored() {
  const tables = ['document', 'launch', 'subgraph', 'variant', 'graph'];
  const counts = tables.map((table) => `(select count(*)::int from ${table}) as ${table}`);
  const { rows } = await house.look((db) => db.query(`select ${counts.join(', ')}`));
  return rows[0];
}

async function makeKey(grant: object): Promise<string> {
  const mutation = `mutation ($grants: [KeyGrantInput!]!) { organization(id: "default") {
    createScopedKey(name: "k", grants: $grants) { token } } }`;
  const { data, errors } = await house.ask(mutation, { grants: [grant] });
  if (errors) throw new Error(JSON.stringify(errors));
  // As the mutation says.
  return (data as { organization: { createScopedKey: { token: string } } }).organization.createScopedKey.token;
}

beforeAll(async () => {
  house = await startRegistryHouse();
  rover = createRover({ url: house.url, key: house.adminKey });
  await publishAll(house, ref, [{ name: 'users', sdl: users }]);
  await publishAll(house, 'other@current', [{ name: 'users', sdl: users }]);
  stored = await countStored();
});
afterAll(async () => {
  expect(await countStored()).toEqual(stored);
  await house.stop();
});

describe.each([
  ['no key of this registry', async () => 'wrong'],
  ['a forged key', async () => 'service:shop:4qM2qm8ytPx9-ShW0xjWGa_U1ma9t3k1umZkvpj5duc'],
  ['a key of another graph', () => makeKey({ graphId: 'other', permissions: ['PUBLISH'] })],
])('with %s, there is no such graph for', (_, keyOf) => {
  it.each([
    ['subgraph list', `subgraph list ${ref}`],
    ['subgraph fetch', `subgraph fetch ${ref} --name users`],
    ['subgraph check', check],
    ['subgraph publish', publish],
    ['supergraph fetch', `supergraph fetch ${ref}`],
    ['graph fetch', `graph fetch ${ref}`],
    ['contract describe', `contract describe ${ref}`],
    ['readme fetch', `readme fetch ${ref}`],
  ])('rover %s', async (_, command) => {
    const stranger = createRover({ url: house.url, key: await keyOf() });
    const { codes, told, json } = await stranger.both(command, users);
    expect([codes, told]).toEqual([[1, 1], expect.stringContaining(notFound)]);
    expect(json).toMatchObject({ data: { success: false }, error: { code: 'E010' } });
  });
});

it('a key that is none is nobody', async () => {
  const stranger = createRover({ url: house.url, key: 'wrong' });
  const { codes, told, json } = await stranger.both('config whoami');
  expect([codes, told]).toEqual([[1, 1], expect.stringContaining('did not recognize the provided API key')]);
  expect(json.error).toMatchObject({ code: 'E013' });
});

it('a key that may only read publishes nothing, and is told so', async () => {
  const reader = createRover({ url: house.url, key: await makeKey({ graphId: 'shop', permissions: ['READ'] }) });
  expect((await reader.both(`subgraph fetch ${ref} --name users`)).codes).toEqual([0, 0]);
  const published = await reader.both(publish, users);
  expect([published.codes, published.told]).toEqual([[1, 1], expect.stringContaining('this key may not publish')]);
  const checked = await reader.both(check, users);
  expect([checked.codes, checked.told]).toEqual([[1, 1], expect.stringContaining('this key may not check')]);
});

it.each([
  ['an unknown graph', 'subgraph list nothing@current', 'E010', "'nothing@current'"],
  ['an unknown graph', check.replace('shop', 'nothing'), 'E010', "'nothing@current'"],
  ['an unknown variant', 'subgraph fetch shop@nothing --name users', 'E010', "'shop@nothing'"],
  ['an unknown variant', 'supergraph fetch shop@nothing', 'E008', "'nothing' for graph 'shop'"],
  ['an unknown subgraph', `subgraph fetch ${ref} --name nothing`, 'E009', "subgraph 'nothing'"],
  ['an unknown subgraph', `subgraph delete ${ref} --name nothing --confirm`, null, 'there is no subgraph nothing'],
])('says of %s that it is not there: rover %s', async (_, command, code, why) => {
  const { codes, told, json } = await rover.both(command, users);
  expect([codes, told]).toEqual([[1, 1], expect.stringContaining(why)]);
  expect(json.error).toMatchObject({ code });
});

it('does not take for a reference what is none', async () => {
  const { code, told } = await rover.run('subgraph list 1shop@current');
  expect([code, told]).toEqual([2, expect.stringContaining("invalid value '1shop@current'")]);
});

describe.each([
  ['does not parse', 'type Query {', 'Syntax Error: Expected Name, found <EOF>'],
  ['has a type that is not there', 'type Query { a: Nothing }', 'Unknown type'],
  [
    'links a federation that is not there yet',
    `extend schema @link(url: "https://specs.apollo.dev/federation/v2.99")\n${users}`,
    'federation/v2.14 is the highest that is supported',
  ],
  ['has 20 MB', `# ${'x'.repeat(20 * 1024 * 1024)}\n${users}`, 'more than the 5242880 that are taken'],
])('a schema that %s', (_, sdl, why) => {
  it.each([
    ['publish', publish],
    ['check', check],
  ])('is refused to a %s, in words', async (_, command) => {
    const { codes, told, json } = await rover.both(command, sdl);
    expect([codes, told]).toEqual([[1, 1], expect.stringContaining(why)]);
    expect(json.data).toMatchObject({ success: false });
  });
});

it('a schema of 20 MB is refused to every command that takes one', async () => {
  const sdl = `# ${'x'.repeat(20 * 1024 * 1024)}\n${users}`;
  for (const command of [
    `subgraph lint ${ref} --name users --schema -`,
    'graph publish mono@current --schema -',
    'graph lint shop@current --schema -',
  ]) {
    const { codes, told } = await rover.both(command, sdl);
    expect([command, codes, told]).toEqual([command, [1, 1], expect.stringContaining('that are taken')]);
  }
});

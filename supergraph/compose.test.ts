import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { liveDirective } from '../gateway/test/live-directive.ts';
import { composeFrom } from './compose.ts';

const root = join(import.meta.dirname, '..');
const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])\n';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fiscal-compose-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** A rover configuration of these subgraphs, each with its schema file beside it. */
async function configure(schemas: Readonly<Record<string, string>>, head = link): Promise<string> {
  const entries = Object.entries(schemas);
  for (const [name, schema] of entries) await writeFile(join(folder, `${name}.graphql`), head + schema);
  const lines = entries.map(([name]) => {
    const url = name === 'events' ? 'kafka:events' : `http://${name}`;
    return `  ${name}: { routing_url: "${url}", schema: { file: ./${name}.graphql } }`;
  });
  const file = join(folder, 'rover.yaml');
  await writeFile(file, ['federation_version: =2.14.4', 'subgraphs:', ...lines].join('\n'));
  return file;
}

describe('composition', () => {
  it('of the house gives the committed supergraph', async () => {
    const committed = await readFile(join(root, 'supergraph/supergraph.graphql'), 'utf8');
    expect(await composeFrom(join(root, 'rover.yaml'))).toBe(committed);
  });

  it('names each fault of schemas that do not fit together', async () => {
    const config = await configure({
      one: 'type Query { a: A } type A @key(fields: "id") { id: ID! name: String }',
      two: 'type A @key(fields: "id") { id: ID! name: Int size: Int } type B @key(fields: "nothing") { id: ID! }',
    });
    await expect(composeFrom(config)).rejects.toThrow(/Cannot query field "nothing" on type "B"/);
    const shared = await configure({
      one: 'type Query { a: A b: Int } type A { id: ID! name: String }',
      two: 'type Query { b: Int } type A { id: ID! name: Int }',
    });
    await expect(composeFrom(shared)).rejects.toThrow(/"A.name"/);
    await expect(composeFrom(shared)).rejects.toThrow(/"Query.b"/);
  });

  it('names the file that a configuration promises and that is not there', async () => {
    const config = await configure({ one: 'type Query { a: Int }' });
    await rm(join(folder, 'one.graphql'));
    await expect(composeFrom(config)).rejects.toThrow(/one\.graphql/);
  });

  it('says where a schema cannot be read', async () => {
    await expect(composeFrom(await configure({ one: 'type Query {' }))).rejects.toThrow(/one\.graphql.*Syntax Error/);
  });
});

describe('composition of live fields', () => {
  const orders = 'type Query { orders: [Order] } type Order @key(fields: "id") { id: ID! total: Int }';
  const events = (given: string) => `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@composeDirective"])
    ${liveDirective()}
    type Subscription { changed(region: String): Order @live(topics: ["orders"], ${given}) }
    type Order @key(fields: "id", resolvable: false) { id: ID! }`;
  const composed = async (given: string) =>
    composeFrom(await configure({ orders: link + orders, events: events(given) }, ''));

  beforeAll(async () => {
    await mkdir(join(folder, 'events'));
    const schemas = {
      'base.json': {
        properties: { orderId: {}, owner: { properties: { id: {} } }, extra: true, loop: { $ref: 'base.json' } },
      },
      'order.made.v1.json': { $ref: 'base.json', properties: { region: {} } },
      'order.gone.v1.json': {
        allOf: [{ $ref: 'base.json' }, { $ref: '#/$defs/why' }],
        $defs: { why: { properties: { why: {} } } },
      },
    };
    for (const [name, schema] of Object.entries(schemas))
      await writeFile(join(folder, 'events', name), JSON.stringify(schema));
  });

  const types = 'types: ["order.made.v1", "order.gone.v1"]';
  const filterBy = (field: string) => `filter: { IN: { field: "${field}", values: ["{{ args.region }}"] } }`;

  it('keeps what they declare', async () => {
    for (const path of [
      'data.region',
      'data.why',
      'data.owner.id',
      'data.extra.any',
      'data.loop.loop.orderId',
      'subject',
    ])
      expect(await composed(`${types}, fields: { id: "data.orderId" }, ${filterBy(path)}`)).toContain(
        `field: "${path}"`,
      );
  });

  it('refuses places that the schemas of the events do not have', async () => {
    await expect(composed(`${types}, fields: { id: "data.orderID" }`)).rejects.toThrow(
      'Subscription.changed: no data.orderID in the schema of order.made.v1, order.gone.v1',
    );
    await expect(composed(`${types}, fields: { id: "data.region" }`)).rejects.toThrow(
      'Subscription.changed: no data.region in the schema of order.gone.v1',
    );
    await expect(composed(`${types}, fields: { id: "subject" }, ${filterBy('data.owner.name')}`)).rejects.toThrow(
      'Subscription.changed: the filter looks at data.owner.name, which no schema of these events has',
    );
  });

  it('says nothing of events that have no schema', async () => {
    const given = `types: ["order.made.v1", "order.else.v1"], fields: { id: "subject" }, ${filterBy('data.any')}`;
    expect(await composed(given)).toContain('data.any');
    expect(await composed(`fields: { id: "data.any" }`)).toContain('data.any');
  });

  it('refuses what the gateway could not serve', async () => {
    await expect(composed(`fields: { id: "id.x" }, filter: {}`)).rejects.toThrow(/one of AND, OR, NOT, IN\n.*no place/);
  });
});

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { composeFrom } from './compose.ts';

const root = join(import.meta.dirname, '..');
const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])\n';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fiscal-compose-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** A rover configuration of these subgraphs, each with its schema file beside it. */
async function configure(schemas: Readonly<Record<string, string>>): Promise<string> {
  const entries = Object.entries(schemas);
  for (const [name, schema] of entries) await writeFile(join(folder, `${name}.graphql`), link + schema);
  const lines = entries.map(
    ([name]) => `  ${name}: { routing_url: "http://${name}", schema: { file: ./${name}.graphql } }`,
  );
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

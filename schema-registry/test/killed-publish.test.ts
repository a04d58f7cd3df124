import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase } from '../../test/backends/postgres.ts';
import { createHold, type Hold } from './hold-statements.ts';
import { publishAll } from './publish.ts';
import { ask } from './registry-house.ts';
import { type RegistryProcess, startRegistryProcess } from './registry-process.ts';

const tables = ['graph', 'variant', 'document', 'subgraph', 'launch', 'audit'];
const schemaOf = (field: string) => ({
  name: 'a',
  sdl: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@tag"])
    type Query { ${field}: Int @tag(name: "public") }`,
});
const commit = -1;
const testMs = 300_000;

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let client: pg.Client;
let registry: RegistryProcess;
let hold: Hold;

beforeAll(async () => {
  database = await createTestDatabase();
  registry = await startRegistryProcess(database.url);
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  hold = await createHold(client, tables);
  await publishAll(registry, 'shop@current', [schemaOf('first')]);
  const contract = `mutation { graph(id: "shop") { upsertContractVariant(contractVariantName: "partner", sourceVariant: "current",
    initiateLaunch: true, filterConfig: { include: ["public"], exclude: [] }) { __typename } } }`;
  await ask(registry.url, contract, {}, { key: registry.adminKey });
});
afterAll(async () => {
  await registry.stop();
  await client.end();
  await database.drop();
});

/** All that a publish writes, as one value. */
async function readAll() {
  const { rows } = await client.query(`
    select (select json_agg(l order by l.variant, l.number) from (select variant, number, status from launch) l) as launches,
      (select json_agg(v order by v.name) from
        (select variant.name, launch.number, document.text from variant join launch on launch.id = current_launch_id
         join document on document.hash = launch.api_hash) v) as served,
      (select json_agg(d.text order by s.variant, s.name) from subgraph s join document d on d.hash = s.sdl_hash) as subgraphs,
      (select count(*)::int from audit where action like 'launch.%') as audited,
      (select count(*)::int from document) as documents`);
  return rows[0];
}

/** What is served, as it says itself. */
async function readServed(): Promise<readonly string[]> {
  const query = '{ graph(id: "shop") { variants { name latestApprovedLaunch { number apiSchema } } } }';
  const { data } = await ask(registry.url, query, {}, { key: registry.adminKey });
  // As the query says.
  const { variants } = (data as { graph: { variants: { latestApprovedLaunch: { apiSchema: string } }[] } }).graph;
  return variants.map(({ latestApprovedLaunch }) => latestApprovedLaunch.apiSchema);
}

/** Begins to publish, and kills the registry at a step; gives false when there is no such step. */
async function publishAndKill(step: number, field: string): Promise<boolean> {
  await hold.at(step);
  const answered = publishAll(registry, 'shop@current', [schemaOf(field)]).catch(() => undefined);
  const reached = await hold.reached(answered);
  if (reached) await registry.kill();
  await answered;
  await hold.release();
  return reached;
}

describe('a registry that is killed while it publishes', () => {
  it(
    'leaves nothing of a launch, at whichever statement that is, and serves the last good one',
    async () => {
      let field = 'first';
      let steps = 0;
      for (let step = 1; ; step++) {
        const before = await readAll();
        if (!(await publishAndKill(step, `f${step}`))) break;
        steps += 1;
        expect(await readAll()).toEqual(before);
        await registry.start();
        for (const schema of await readServed()) expect(schema).toContain(`${field}: Int`);
        // And it can be done again.
        field = `again${step}`;
        expect((await publishAll(registry, 'shop@current', [schemaOf(field)])).launch?.status).toBe('succeeded');
        for (const schema of await readServed()) expect(schema).toContain(`${field}: Int`);
      }
      // Documents, subgraphs, two launches with their documents, variants and entries of the audit.
      expect(steps).toBeGreaterThanOrEqual(9);
    },
    testMs,
  );

  it(
    'leaves all of it where the database was committing already',
    async () => {
      const { launches: before } = await readAll();
      expect(await publishAndKill(commit, 'committed')).toBe(true);
      const { launches, served, subgraphs } = await readAll();
      expect(launches).toHaveLength(before.length + 2);
      await registry.start();
      expect(served.every(({ text }: { text: string }) => text.includes('committed: Int'))).toBe(true);
      expect(subgraphs[0]).toContain('committed: Int');
      for (const schema of await readServed()) expect(schema).toContain('committed: Int');
    },
    testMs,
  );
});

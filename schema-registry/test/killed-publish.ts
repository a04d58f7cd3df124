import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase } from '../../test/backends/postgres.ts';
import { eventually } from '../../test/eventually.ts';
import { createHold, type Hold } from './hold-statements.ts';
import { publishAll } from './publish.ts';
import { ask } from './registry-house.ts';
import { type RegistryProcess, startRegistryProcess } from './registry-process.ts';
import { postUplink, routerQueries } from './uplink-client.ts';

const tables = ['graph', 'variant', 'document', 'subgraph', 'launch', 'audit'];
const schemaOf = (field: string) => ({
  name: 'a',
  sdl: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@tag"])
    type Query { ${field}: Int @tag(name: "public") }`,
});
const commit = -1;
const testMs = 300_000;

/** Kills a registry at one writing statement of a publish out of so many: at each one with 1. */
export function describeKilledPublish(every: number): void {
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
      select (select json_agg(l order by l.graph_id, l.variant, l.number) from (select graph_id, variant, number, status from launch) l) as launches,
        (select json_agg(v order by v.graph, v.name) from
          (select variant.graph_id as graph, variant.name, launch.number, document.text from variant join launch on launch.id = current_launch_id
           join document on document.hash = launch.api_hash) v) as served,
        (select json_agg(d.text order by s.graph_id desc, s.variant, s.name) from subgraph s join document d on d.hash = s.sdl_hash) as subgraphs,
        (select json_agg(v order by v.graph_id, v.name) from (select graph_id, name, revision from variant) v) as variants,
        (select json_agg(id order by id) from graph) as graphs,
        (select count(*)::int from audit) as audited,
        (select count(*)::int from document) as documents`);
    return rows[0];
  }

  /** Routers are told to run what has this field, and so are those of the contract. */
  async function expectServed(field: string): Promise<void> {
    for (const variant of ['current', 'partner']) {
      const variables = { apiKey: registry.adminKey, graph_ref: `shop@${variant}`, ifAfterId: null };
      const { body } = await postUplink(registry.url, { query: routerQueries.router, variables });
      const supergraphSDL = expect.stringContaining(`${field}: Int`);
      expect(body).toMatchObject({ data: { routerConfig: { __typename: 'RouterConfigResult', supergraphSDL } } });
    }
  }

  /** Begins to publish, and kills the registry at a step; gives false when there is no such step. */
  async function publishAndKill(step: number, field: string, ref = 'shop@current'): Promise<boolean> {
    await hold.at(step);
    const answered = publishAll(registry, ref, [schemaOf(field)]).catch(() => undefined);
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
        for (let step = 1; ; step += every) {
          const before = await readAll();
          if (!(await publishAndKill(step, `f${step}`))) break;
          steps += 1;
          expect(await readAll()).toEqual(before);
          await registry.start();
          await expectServed(field);
          // And it can be done again.
          field = `again${step}`;
          expect((await publishAll(registry, 'shop@current', [schemaOf(field)])).launch?.status).toBe('succeeded');
          // Of what it keeps, Uplink lets go as soon as the database tells it.
          const now = field;
          await eventually(() => expectServed(now));
        }
        // Documents, subgraphs, two launches with their documents, variants and entries of the audit.
        expect(steps).toBeGreaterThanOrEqual(Math.ceil(9 / every));
      },
      testMs,
    );

    it(
      'leaves no graph either where it was the first publish',
      async () => {
        for (let step = 1; step <= 4; step += every) {
          const before = await readAll();
          expect(await publishAndKill(step, 'first', `new${step}@current`)).toBe(true);
          expect(await readAll()).toEqual(before);
          await registry.start();
          expect((await publishAll(registry, `new${step}@current`, [schemaOf('first')])).launch?.number).toBe(1);
        }
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
        const ofShop = served.filter(({ graph }: { graph: string }) => graph === 'shop');
        expect(ofShop).toHaveLength(2);
        for (const { text } of ofShop) expect(text).toContain('committed: Int');
        expect(subgraphs[0]).toContain('committed: Int');
        await expectServed('committed');
      },
      testMs,
    );
  });
}

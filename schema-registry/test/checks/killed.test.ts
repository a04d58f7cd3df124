import { createPool, createTransaction, type Db, everyTenant } from '@fiscal/kit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase } from '../../../test/backends/postgres.ts';
import { eventually } from '../../../test/eventually.ts';
import { addGraph, addVariant, saveDocuments, saveSubgraphs } from '../../src/store/index.ts';
import { ask } from '../registry-house.ts';
import { type RegistryProcess, startRegistryProcess } from '../registry-process.ts';
import { explosive } from '../schemas/explosive.ts';
import { users } from './shop.ts';

const submitting = `mutation ($graph: ID!, $input: SubgraphCheckAsyncInput!) { graph(id: $graph) { variant(name: "current") {
  submitSubgraphCheckAsync(input: $input) { ... on CheckRequestSuccess { workflowID } } } } }`;

describe('a check whose registry is killed', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let registry: RegistryProcess;
  let pool: ReturnType<typeof createPool>;
  const look = <R>(work: (db: Db) => Promise<R>) => createTransaction(pool)(everyTenant, work);

  beforeAll(async () => {
    database = await createTestDatabase();
    registry = await startRegistryProcess(database.url);
    pool = createPool(database.url, 'test');
  });
  afterAll(async () => {
    await registry.stop();
    await pool.end();
    await database.drop();
  });

  const submit = async (graph: string, subgraphName: string, proposedSchema: string): Promise<string> => {
    const input = { subgraphName, proposedSchema, config: {}, gitContext: {}, isSandbox: false };
    const { data } = await ask(registry.url, submitting, { graph, input }, { key: registry.adminKey });
    return (data as { graph: { variant: { submitSubgraphCheckAsync: { workflowID: string } } } }).graph.variant
      .submitSubgraphCheckAsync.workflowID;
  };
  const statusOf = async (id: string) => {
    const { rows } = await look((db) =>
      db.query<{ status: string }>('select status from check_workflow where id = $1', [id]),
    );
    return rows[0]?.status;
  };

  it('is done to its end by the next one', async () => {
    await ask(
      registry.url,
      `mutation ($sdl: String!) { graph(id: "shop") { publishSubgraph(name: "users", url: "http://u", revision: "",
        activePartialSchema: { sdl: $sdl }, graphVariant: "current") { wasCreated } } }`,
      { sdl: users },
      { key: registry.adminKey },
    );
    const [proposed, ...others] = explosive(40, 60);
    await look(async (db) => {
      const current = { graphId: 'bomb', variant: 'current' };
      await addGraph(db, { id: 'bomb', title: 'bomb', createdAt: new Date() });
      await addVariant(db, { graphId: 'bomb', name: 'current', kind: 'federated', createdAt: new Date() });
      const hashes = await saveDocuments(
        db,
        others.map(({ sdl }) => sdl),
      );
      const subgraphs = others.map(({ name, url }, index) => ({ name, url, sdlHash: hashes[index] ?? '' }));
      await saveSubgraphs(db, current, subgraphs, new Date());
    });
    // The only thread is at what has no end, so that the other check waits for it.
    await submit('bomb', proposed?.name ?? '', proposed?.sdl ?? '');
    const id = await submit('shop', 'users', users);
    expect(await statusOf(id)).toBe('PENDING');
    await registry.kill();
    await look((db) => db.query(`delete from check_work where workflow_id <> $1`, [id]));
    await registry.start();
    await eventually(async () => expect(await statusOf(id)).toBe('PASSED'));
  });
});

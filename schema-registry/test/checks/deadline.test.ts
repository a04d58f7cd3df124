import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../test/eventually.ts';
import { saveDocuments, saveSubgraphs } from '../../src/store/index.ts';
import { explosive } from '../schemas/explosive.ts';
import { openShop, type Shop, users } from './shop.ts';

const current = { graphId: 'shop', variant: 'current' };
const deadlineMs = 4_000;

describe('a check that has no end', () => {
  let shop: Shop;

  beforeAll(async () => {
    shop = await openShop({ REGISTRY_CHECK_DEADLINE_MS: `${deadlineMs}`, REGISTRY_MAX_PENDING_CHECKS: '1' });
  });
  afterAll(() => shop.house.stop());

  it('ends at its deadline and says so, and takes no room of other graphs', async () => {
    const [proposed, ...others] = explosive(40, 60);
    await shop.house.look(async (db) => {
      const { rows } = await db.query<{ sdl_hash: string }>(`select sdl_hash from subgraph where name = 'users'`);
      const hashes = await saveDocuments(
        db,
        others.map(({ sdl }) => sdl),
      );
      const added = others.map(({ name, url }, index) => ({ name, url, sdlHash: hashes[index] ?? '' }));
      const there = { name: 'users', url: 'http://u', sdlHash: rows[0]?.sdl_hash ?? '' };
      await saveSubgraphs(db, current, [there, ...added], new Date());
    });
    const begunAt = Date.now();
    const { workflowID } = await shop.submit(proposed?.sdl ?? '', { name: proposed?.name ?? '' });
    expect((await shop.read(workflowID)).status).toBe('PENDING');
    const asked = { subgraph: 'users', sdl: users };
    expect(await shop.post('/api/check', { ref: 'shop@current', ...asked })).toMatchObject({
      status: 429,
      body: { errors: [{ extensions: { code: 'TOO_MANY_CHECKS' } }] },
    });
    await shop.house.ask(`mutation { graph(id: "small") { publishSubgraph(name: "users", url: "http://u", revision: "",
      activePartialSchema: { sdl: ${JSON.stringify(users)} }, graphVariant: "current") { wasCreated } } }`);
    const other = await shop.post('/api/check', { ref: 'small@current', ...asked });
    expect(other.body.status).toBe('PASSED');
    await eventually(async () => expect((await shop.read(workflowID)).status).toBe('FAILED'));
    // A bound on hanging, not on how busy the machine is.
    expect(Date.now() - begunAt).toBeLessThan(deadlineMs + 20_000);
    const { of } = await shop.read(workflowID);
    expect(of('Composition')).toMatchObject({
      status: 'FAILED',
      result: {
        errors: [
          {
            code: 'CHECK_DEADLINE',
            message: 'The check was not done within 4 s: what is proposed takes too long to compose or compare',
          },
        ],
      },
    });
  });
});

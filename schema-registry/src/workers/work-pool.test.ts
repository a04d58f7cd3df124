import { afterAll, describe, expect, it } from '@jest/globals';
import { explosive } from '../../test/schemas/explosive.ts';
import type { SubgraphSource } from '../domain/composition/composition.ts';
import { createRunWork } from './run-work.ts';
import { createWorkPool } from './work-pool.ts';

const minute = 60_000;
const cacheBytes = 64 * 1024 * 1024;

function start(threads: number, maxMemoryMb: number) {
  const pool = createWorkPool({ threads, maxMemoryMb });
  return { pool, run: createRunWork(pool, cacheBytes, Date.now) };
}

const source = (sdl: string, name = 'a'): SubgraphSource => ({ name, url: `http://${name}`, sdl });
const shared = start(2, 512);

afterAll(() => shared.pool.stop());

describe('work', () => {
  it('is done in a thread', async () => {
    const composed = await shared.run('compose', [source('type Query { a: Int }')], minute);
    expect(composed).toMatchObject({ apiSdl: 'type Query {\n  a: Int\n}' });
  });

  it('is done once however many want it at a time, and however they order it', async () => {
    const one = source('type Query { b: Int }');
    const other = source('type Query { c: Int }', 'b');
    const asked = [
      [one, other],
      [other, one],
      [{ ...other }, one],
    ].map((each) => shared.run('compose', each, minute));
    const [first, ...rest] = await Promise.all(asked);
    expect(first).toMatchObject({ apiSdl: 'type Query {\n  b: Int\n  c: Int\n}' });
    for (const each of rest) expect(each).toBe(first);
    expect(await shared.run('compose', [other, one], minute)).toBe(first);
  });

  it('gives each of a thousand that wait what it asked for', async () => {
    const names = Array.from({ length: 1_000 }, (_, index) => `f${index}`);
    const asked = names.map((name) => shared.run('compose', [source(`type Query { ${name}: Int }`)], minute));
    const composed = await Promise.all(asked);
    for (const [index, each] of composed.entries())
      expect(each).toMatchObject({ apiSdl: `type Query {\n  ${names[index]}: Int\n}` });
  });

  it('ends at its deadline while other work goes on, and is not begun again at once', async () => {
    const subgraphs = explosive(40, 60);
    const late = shared.run('compose', subgraphs, 2_000).then(
      () => 'done',
      (error: unknown) => error,
    );
    const others = Array.from({ length: 20 }, (_, index) => source(`type Query { g${index}: Int }`));
    for (const other of others) expect(await shared.run('compose', [other], minute)).toHaveProperty('supergraphSdl');
    expect(await late).toMatchObject({ code: 'WORK_DEADLINE', message: expect.stringContaining('takes longer') });
    await expect(shared.run('compose', subgraphs, 2_000)).rejects.toMatchObject({ code: 'WORK_DEADLINE' });
    expect(await shared.run('compose', [source('type Query { after: Int }')], minute)).toHaveProperty('apiSdl');
  });
});

describe('a thread', () => {
  it('that needs more memory than it may have ends, and another takes its place', async () => {
    const { pool, run } = start(1, 96);
    try {
      await expect(run('compose', explosive(40, 60), minute)).rejects.toMatchObject({ code: 'WORK_MEMORY' });
      expect(await run('compose', [source('type Query { a: Int }')], minute)).toHaveProperty('supergraphSdl');
    } finally {
      await pool.stop();
    }
  });

  it('refuses what it was at when it is told to stop, and what waits', async () => {
    const { pool, run } = start(1, 512);
    const asked = [
      run('compose', explosive(40, 60), minute),
      run('compose', [source('type Query { a: Int }')], minute),
    ];
    const outcomes = Promise.allSettled(asked);
    await pool.stop();
    expect(await outcomes).toMatchObject(asked.map(() => ({ status: 'rejected', reason: { code: 'WORK_FAILED' } })));
    await expect(run('compose', [], minute)).rejects.toMatchObject({ code: 'WORK_QUEUE_FULL' });
  });

  it('tells of work that fails, and goes on', async () => {
    const broken = [{ name: 'a', url: 'http://a' }] as unknown as SubgraphSource[];
    await expect(shared.run('compose', broken, minute)).rejects.toMatchObject({ code: 'WORK_FAILED' });
    expect(await shared.run('compose', [source('type Query { later: Int }')], minute)).toHaveProperty('apiSdl');
  });
});

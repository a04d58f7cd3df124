import { Refusal } from '@fiscal/kit';
import { describe, expect, it } from '@jest/globals';
import { createKeptResults } from './kept-results.ts';
import { createRunWork } from './run-work.ts';
import type { WorkPool } from './work-pool.ts';

const source = (sdl: string) => [{ name: 'a', url: '', sdl }];
const composed = { supergraphSdl: 's', apiSdl: 'a', hints: [] };

/** A pool in which every job ends as it is told to, and how many jobs it was given. */
function poolOf(end: () => Promise<unknown>) {
  const jobs: number[] = [];
  const run: WorkPool['run'] = async (_, deadlineMs) => {
    jobs.push(deadlineMs);
    return { value: await end(), bytes: 100 };
  };
  return { jobs, run };
}

const late = async () => {
  throw new Refusal('unavailable', 'WORK_DEADLINE', 'late');
};

describe('work that is asked for', () => {
  it('is done once and kept', async () => {
    const pool = poolOf(async () => composed);
    const run = createRunWork(pool, 10_000, () => 0);
    const [one, other] = await Promise.all([run('compose', source('x'), 1), run('compose', source('x'), 2)]);
    expect(one).toBe(other);
    expect(await run('compose', source('x'), 3)).toBe(one);
    await run('compose', source('y'), 4);
    expect(pool.jobs).toEqual([1, 4]);
  });

  it('is not taken for work that only looks alike', async () => {
    const pool = poolOf(async () => composed);
    const run = createRunWork(pool, 10_000, () => 0);
    await run('compose', [{ name: 'a', url: 'b', sdl: 'c' }], 1);
    await run('compose', [{ name: 'a', url: '', sdl: 'bc' }], 1);
    await run('compose', [{ name: 'a","b', url: '', sdl: 'c' }], 1);
    expect(pool.jobs).toHaveLength(3);
  });

  it('is not begun again for a while when it took too long, but with more time', async () => {
    let now = 0;
    const pool = poolOf(late);
    const run = createRunWork(pool, 10_000, () => now);
    const ask = (deadlineMs: number) =>
      expect(run('compose', source('x'), deadlineMs)).rejects.toMatchObject({ code: 'WORK_DEADLINE' });
    await ask(1_000);
    await ask(1_000);
    expect(pool.jobs).toEqual([1_000]);
    await ask(2_000);
    expect(pool.jobs).toEqual([1_000, 2_000]);
    now = 31_000;
    await ask(1_000);
    expect(pool.jobs).toEqual([1_000, 2_000, 1_000]);
  });

  it('is begun again at once when it failed otherwise', async () => {
    const pool = poolOf(async () => {
      throw new Refusal('unavailable', 'WORK_QUEUE_FULL', 'full');
    });
    const run = createRunWork(pool, 10_000, () => 0);
    for (const _ of [1, 2])
      await expect(run('compose', source('x'), 1)).rejects.toMatchObject({ code: 'WORK_QUEUE_FULL' });
    expect(pool.jobs).toHaveLength(2);
  });

  it('has to be plain data', async () => {
    const run = createRunWork(
      poolOf(async () => composed),
      10_000,
      () => 0,
    );
    const wrong = [{ name: 'a', url: '', sdl: () => 'x' }] as never;
    await expect(run('compose', wrong, 1)).rejects.toThrow('could not be cloned');
  });
});

describe('results are kept', () => {
  it('as long as there is room, those used last longest', () => {
    const kept = createKeptResults<string>(4_000);
    for (const key of ['a', 'b', 'c']) kept.set(key, key, 700);
    expect(kept.get('a')).toBe('a');
    for (const key of ['d', 'e']) kept.set(key, key, 700);
    expect(['a', 'b', 'c', 'd', 'e'].map(kept.get)).toEqual(['a', undefined, 'c', 'd', 'e']);
  });

  it('unless they would take most of it', () => {
    const kept = createKeptResults<string>(2_000);
    kept.set('a', 'a', 600);
    expect(kept.get('a')).toBeUndefined();
  });

  it('once under a key', () => {
    const kept = createKeptResults<number>(2_000);
    for (let each = 0; each < 100; each += 1) kept.set('same', each, 200);
    kept.set('other', 0, 200);
    expect([kept.get('same'), kept.get('other')]).toEqual([99, 0]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { misbehaviours, type Neighbours, openNeighbours } from './neighbours.ts';

const measureMs = 500;
/** Enough for those who are answered, on a busy machine too. */
const timeoutMs = 3_000;
/** Tells a deadline from none; `npm run bench:neighbours` tells how long. */
const boundMs = 15_000;

describe('while one subgraph misbehaves', () => {
  let neighbours: Neighbours;
  beforeAll(async () => {
    neighbours = await openNeighbours(timeoutMs);
  }, 60_000);
  afterAll(() => neighbours.stop());

  it.each(misbehaviours)('(%s) its clients are answered, and those of others as ever', async (name, expected) => {
    await neighbours.behave(name);
    const { victims, others } = await neighbours.measure(measureMs);
    for (const { codes, tookMs } of victims) {
      expect(codes).toHaveLength(Math.min(expected.length, 1));
      expect(expected).toEqual(expect.arrayContaining([...codes]));
      expect(tookMs).toBeLessThan(boundMs);
    }
    expect(others.length).toBeGreaterThan(0);
    expect(others.flatMap(({ codes }) => codes)).toEqual([]);
    await neighbours.behave('good');
  });
});

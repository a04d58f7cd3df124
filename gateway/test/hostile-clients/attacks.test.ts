import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { query } from './attack.ts';
import { attempt, campaigns } from './attacks.ts';
import { documents } from './documents.ts';
import { type MeasuredGateway, startMeasured } from './measured-gateway.ts';

jest.setTimeout(120_000);

/** Tells what is out of proportion from what is dear on a machine that is busy; `npm run attacks` shows the figures. */
const maxCpuMs = 2_000;
const maxHeapGrowthBytes = 20 * 1024 * 1024;
/** What caches of documents and the collectors of two threads may take, and a leak of one document in ten may not. */
const maxGrowthBytes = 200 * 1024 * 1024;

describe.each(campaigns)('what clients that mean harm send', ({ yaml, kinds }) => {
  let target: MeasuredGateway;
  beforeAll(async () => {
    target = await startMeasured(yaml);
  });
  afterAll(() => target?.stop());
  beforeEach(() => {
    target.ledger.seen.length = 0;
  });

  describe.each(Object.entries(kinds))('%s', (_, list) => {
    it.each(list.map((attack) => [attack.name, attack] as const))('%s', async (__, attack) => {
      const { outcome, cpuMs } = await attempt(target, attack);
      expect(outcome).toBe(attack.expected);
      expect(cpuMs).toBeLessThan(maxCpuMs);
      if (!outcome.startsWith('200')) expect(target.ledger.seen).toEqual([]);
    });
  });
});

describe('floods', () => {
  let target: MeasuredGateway;
  beforeAll(async () => {
    target = await startMeasured('');
  });
  afterAll(() => target?.stop());

  it('of unfit documents leave no trace in memory', async () => {
    const flood = async (round: number) => {
      for (const attack of documents) await attack.send(target, `flood ${round}`);
    };
    for (let round = 0; round < 3; round++) await flood(round);
    const before = await target.measure('collected');
    for (let round = 3; round < 20; round++) await flood(round);
    const after = await target.measure('collected');
    expect(after.heapBytes - before.heapBytes).toBeLessThan(maxHeapGrowthBytes);
    expect(after.rssBytes - before.rssBytes).toBeLessThan(maxGrowthBytes);
  });

  it('of documents that are all different keep nobody waiting whose document is known', async () => {
    expect(await query(target, '{ __typename }')).toBe('200');
    const flood = Promise.all(Array.from({ length: 500 }, (_, n) => query(target, `{ me { a${n}: id b: email } }`)));
    const begun = performance.now();
    expect(await query(target, '{ __typename }')).toBe('200');
    const waitedMs = performance.now() - begun;
    const outcomes = [...new Set(await flood)];
    expect(outcomes.filter((outcome) => outcome !== '200' && outcome !== '503 PLANNING_OVERLOADED')).toEqual([]);
    expect(waitedMs).toBeLessThan(performance.now() - begun);
  });
});

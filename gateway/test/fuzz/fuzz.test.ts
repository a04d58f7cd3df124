import { log } from '@fiscal/kit';
import { expect, it } from '@jest/globals';
import { createCompiledRouter } from './compiled-router.ts';
import { fuzz } from './fuzz.ts';

/** 2,000 cases take some 30 s of one core; the bound is for what hangs. */
const timeoutMs = 300_000;

it(
  'answers 2,000 random operations on random graphs as one server would that has the whole graph',
  async () => {
    // Injected errors would fill it.
    log.level = 'silent';
    const found: string[] = [];
    const tally = await fuzz({
      cases: 2_000,
      seed: 20_260_301,
      operationsPerGraph: 40,
      createRouter: createCompiledRouter,
      onDifference: ({ what, operation }) => found.push(`${what}\n${operation.text}`),
    });
    expect(found).toEqual([]);
    expect(tally.cases).toBe(2_000);
  },
  timeoutMs,
);

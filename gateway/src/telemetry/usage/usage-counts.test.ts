import { describe, expect, it } from '@jest/globals';
import { createUsageCounts } from './usage-counts.ts';

const factsOf = (key: string) => ({ key, fields: { Query: { fieldNames: ['a'], isInterface: false } } });

/** Counts of which it is known how many requests are in none. */
function open() {
  const seen = { dropped: 0 };
  const counts = createUsageCounts(() => {
    seen.dropped += 1;
  });
  return { ...counts, seen };
}

describe('usage that is counted', () => {
  it('tells clients and their versions apart, and puts together what is the same operation', () => {
    const { count, take } = open();
    const [one, other] = [factsOf('# A\n{a}'), factsOf('# A\n{a}')];
    count(one, 'web', '1', false, 3);
    count(one, 'web', '1', true, 3);
    count(one, 'web', '2', false, 4);
    count(other, 'app', '1', false, 5);
    const { byKey, requests } = take();
    expect(requests).toBe(4);
    expect(byKey.get('# A\n{a}')?.clients).toEqual([
      { name: 'web', version: '1', requests: 2, errors: 1, latencies: new Map([[3, 2]]) },
      { name: 'web', version: '2', requests: 1, errors: 0, latencies: new Map([[4, 1]]) },
      { name: 'app', version: '1', requests: 1, errors: 0, latencies: new Map([[5, 1]]) },
    ]);
    expect(take().requests).toBe(0);
  });

  it('is of so many operations and clients at the most, until it is taken', () => {
    const { count, take, seen } = open();
    const facts = factsOf('# A\n{a}');
    for (let index = 0; index < 10_100; index++) count(facts, `client ${index}`, '', false, 0);
    count(facts, 'client 5', '', false, 0);
    expect([take().requests, seen.dropped]).toEqual([10_001, 100]);
    count(facts, 'another', '', false, 0);
    expect(take().requests).toBe(1);
  });

  it('is of so much text at the most: operations may be long', () => {
    const { count, take, seen } = open();
    const megabyte = 'a'.repeat(1024 * 1024);
    for (let index = 0; index < 20; index++) count(factsOf(`# A${index}\n{${megabyte}}`), '', '', false, 0);
    expect([take().requests, seen.dropped]).toEqual([15, 5]);
    count(factsOf(`# A\n{${megabyte}}`), '', '', false, 0);
    expect(take().requests).toBe(1);
  });
});

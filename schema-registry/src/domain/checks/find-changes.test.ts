import { describe, expect, it } from '@jest/globals';
import type { Change } from '../changes/change.ts';
import type { OperationCheck } from '../operations/operation-check.ts';
import { findChanges, withLevels } from './find-changes.ts';
import type { Traffic } from './traffic.ts';

const removed: Change = {
  code: 'FIELD_REMOVED',
  level: 'breaking',
  coordinate: 'Query.old',
  description: 'field Query.old was removed',
  fingerprint: 'removed',
};
const operation = (id: string, requests: number) => ({
  id,
  name: id,
  document: '{ old }',
  literals: 'emptied' as const,
  clients: [{ name: 'web', version: '1', requests }],
  requests,
  persisted: false,
});
const traffic = (count: number): Traffic => {
  const operations = Array.from({ length: count }, (_, index) => operation(`Q${index}`, index + 1));
  return { operations, requests: operations.reduce((sum, { requests }) => sum + requests, 0) };
};
const checkOf = (some: Partial<OperationCheck>): OperationCheck => ({
  broken: [],
  potentially: [],
  checked: 0,
  unreadable: [],
  ...some,
});
const broken = (count: number, changes = ['removed']) =>
  Array.from({ length: count }, (_, index) => ({
    id: `Q${index}`,
    errors: [{ message: 'Cannot query field "old" on type "Query".', coordinate: 'Query.old' }],
    changes,
  }));
const settings = { lenient: false, levels: {} };

describe('a change', () => {
  it('names those that it breaks most first, some of them and how many more', () => {
    const [finding] = findChanges([removed], checkOf({ broken: broken(60) }), traffic(60), settings);
    expect(finding).toMatchObject({ failing: true, affectedCount: 60 });
    expect(finding?.affected).toHaveLength(50);
    expect(finding?.description).toBe(
      'field Query.old was removed: breaks Q59 (web 1: 60 requests), Q58 (web 1: 59 requests), ' +
        'Q57 (web 1: 58 requests), Q56 (web 1: 57 requests), Q55 (web 1: 56 requests), and 55 more operations',
    );
  });

  it('is one of many that break as many operations as are looked at', () => {
    const names = Array.from({ length: 40 }, (_, index) => `removed ${index}`);
    const changes = names.map((fingerprint) => ({ ...removed, fingerprint }));
    const check = checkOf({ broken: broken(10_000, names) });
    const findings = findChanges(changes, check, traffic(10_000), settings);
    expect(findings.map(({ affectedCount }) => affectedCount)).toEqual(names.map(() => 10_000));
  });

  it('that may break somebody by what nobody recorded fails when it is breaking, not when it is dangerous', () => {
    const check = checkOf({ potentially: [{ id: 'Q0', changes: ['removed'] }] });
    expect(findChanges([removed], check, traffic(1), settings)).toMatchObject([
      {
        failing: true,
        description: expect.stringContaining('may break Q0 (web 1: 1 requests), by values that are not recorded'),
      },
    ]);
    expect(findChanges([{ ...removed, level: 'dangerous' }], check, traffic(1), settings)).toMatchObject([
      { failing: false, affectedCount: 1 },
    ]);
  });

  it('that should be safe and yet breaks somebody fails, unless it is set to be safe', () => {
    const check = checkOf({ broken: broken(1) });
    const safe = { ...removed, level: 'safe' as const };
    expect(findChanges([safe], check, traffic(1), settings)).toMatchObject([{ failing: true }]);
    const levels = { 'FIELD_REMOVED:Query': 'safe' as const, FIELD_REMOVED: 'breaking' as const };
    expect(findChanges(withLevels([removed], levels), check, traffic(1), { lenient: false, levels })).toMatchObject([
      { failing: false, level: 'safe' },
    ]);
  });

  it('fails while there is no traffic at all, unless that is let pass', () => {
    expect(findChanges([removed], checkOf({}), traffic(0), settings)).toMatchObject([{ failing: true }]);
    expect(findChanges([removed], checkOf({}), traffic(0), { ...settings, lenient: true })).toMatchObject([
      { failing: false },
    ]);
    expect(findChanges([removed], checkOf({}), traffic(1), settings)).toMatchObject([{ failing: false }]);
  });

  it('is not lost when an operation breaks and no change tells why', () => {
    const [first, second] = findChanges([removed], checkOf({ broken: broken(1, []) }), traffic(1), settings);
    expect(first).toMatchObject({ code: 'OPERATION_BROKEN', failing: true, coordinate: 'Query.old', affectedCount: 1 });
    expect(second).toMatchObject({ code: 'FIELD_REMOVED', failing: false });
  });

  it('keeps of very many changes how many operations they touch, not each of them', () => {
    const changes = Array.from({ length: 100 }, (_, index) => ({ ...removed, fingerprint: `c${index}` }));
    const check = checkOf({
      broken: broken(
        60,
        changes.map(({ fingerprint }) => fingerprint),
      ),
    });
    const found = findChanges(changes, check, traffic(60), settings);
    expect(found.reduce((sum, { affected }) => sum + affected.length, 0)).toBe(2_000);
    expect(found.every(({ affectedCount }) => affectedCount === 60)).toBe(true);
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Change, check } from './check.ts';
import { makePlan, type PlannedClient } from './plan.ts';

const client: PlannedClient = {
  name: 'c',
  tenant: 'a',
  transport: 'WebSocket',
  statuses: undefined,
  asksMore: false,
  drops: [],
};
const log: Change[] = [
  { tenant: 'a', invoice: 'i', version: 1, status: 'PENDING' },
  { tenant: 'b', invoice: 'j', version: 1, status: 'PENDING' },
  { tenant: 'a', invoice: 'i', version: 2, status: 'VALIDATED' },
  { tenant: 'a', invoice: 'k', version: 1, status: 'PENDING' },
];
const [first, foreign, second, other] = log as [Change, Change, Change, Change];

describe('the checker of the chaos story', () => {
  it('is content with all of it, whatever the order between invoices', () => {
    expect(check(client, log, { changes: [other, first, second], gaps: [] })).toEqual([]);
    expect(check({ ...client, statuses: ['VALIDATED'] }, log, { changes: [second], gaps: [] })).toEqual([]);
  });

  it.each([
    ['what is missing', { changes: [first, second], gaps: [] }],
    ['what came twice', { changes: [first, second, second, other], gaps: [] }],
    ['what came out of order', { changes: [second, first, other], gaps: [] }],
    ["another organisation's", { changes: [first, second, other, foreign], gaps: [] }],
    ['what was never sent', { changes: [first, second, other, { ...other, version: 9 }], gaps: [] }],
    ['a loss declared that was none', { changes: [first, second, other], gaps: [1] }],
    ['a loss declared too small', { changes: [first], gaps: [1] }],
  ])('finds %s', (_, heard) => {
    expect(check(client, log, heard)).not.toEqual([]);
  });

  it('takes a declared loss for what it is', () => {
    expect(check(client, log, { changes: [second], gaps: [1, 1] })).toEqual([]);
  });

  it('finds any one change that is taken away or given twice', () => {
    const size = { clients: 1, events: 30, faults: 0 };
    fc.assert(
      fc.property(fc.nat(), fc.nat(29), fc.boolean(), (seed, at, isTwice) => {
        const { events, clients } = makePlan(seed, size);
        const all = { ...(clients[0] ?? client), statuses: undefined, tenant: events[at]?.tenant ?? '' };
        const changes = events.flatMap((event, n) => {
          if (event.tenant !== all.tenant) return [];
          if (n === at) return isTwice ? [event, event] : [];
          return [event];
        });
        expect(check(all, events, { changes, gaps: [] })).not.toEqual([]);
        expect(check(all, events, { changes: events.filter(({ tenant }) => tenant === all.tenant), gaps: [] })).toEqual(
          [],
        );
      }),
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { joining, syncAs } from '../test/groups.ts';
import { createGroup, type Group } from './group.ts';
import { join } from './join.ts';
import { removeMembers } from './rebalance.ts';
import { abandon, heartbeat, nextTickAt, tick } from './session.ts';

describe('a consumer group, whatever happens to it,', () => {
  it('never keeps anybody waiting for ever', () => {
    const ids = fc.constantFrom('a', 'b', 'c', 'd');
    const step = fc.record({
      act: fc.constantFrom('join', 'sync', 'leave', 'abandon', 'beat', 'wait'),
      id: ids,
      ms: fc.nat(20_000),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let group = createGroup('g');
        let now = 0;
        for (const { act, id, ms } of steps) {
          now += act === 'wait' ? ms : 1;
          group = perform(group, act, id, now);
          const synced = [...group.members.values()].some(({ awaiting }) => awaiting === 'sync');
          expect(synced && group.state !== 'CompletingRebalance').toBe(false);
          expect(group.members.size === 0).toBe(group.state === 'Empty');
        }
        for (let rounds = 0; group.members.size > 0 && rounds < 50; rounds += 1) {
          expect(nextTickAt(group)).toBeLessThan(Number.POSITIVE_INFINITY);
          now = Math.max(now, nextTickAt(group));
          group = tick(group, now).group;
        }
        expect(group.members.size).toBe(0);
      }),
    );
  });
});

function perform(group: Group, act: string, id: string, now: number): Group {
  if (act === 'join') return join(group, joining(id, { isNew: !group.members.has(id) }), 100, now).group;
  if (act === 'sync') return syncAs(id, group.generation, now)(group).group;
  if (act === 'leave') return removeMembers(group, ({ memberId }) => memberId === id, now).group;
  if (act === 'abandon') return abandon(group, id, now).group;
  if (act === 'beat') return heartbeat(group, id, group.generation, now).group;
  return tick(group, now).group;
}

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Overflow } from './declaration/field.ts';
import { gapOfEvent } from './gap.ts';
import { createQueue, type Given, type Pushed, type Queued } from './queue.ts';

type Told = { readonly offset: number; readonly key: string };

const record = (offset: number) => ({
  topic: 't',
  partition: 0,
  offset,
  tenant: 'a',
  head: undefined,
  data: () => null,
});
const queued = (offset: number, key: string): Queued<Told> => ({
  kind: 'event',
  event: { offset, key },
  key,
  missed: () => gapOfEvent('OVERFLOW', record(offset), { t: [offset + 1] }),
});
/** Where a client stands that was given this. */
const cursorOf = (given: Given<Told>) => (given.kind === 'event' ? given.event.offset + 1 : (given.gap.to.t?.[0] ?? 0));
const drain = (shift: () => Given<Told> | undefined) => {
  const all: Given<Told>[] = [];
  for (let given = shift(); given; given = shift()) all.push(given);
  return all;
};

type Step =
  | { readonly kind: 'push'; readonly key: string }
  | { readonly kind: 'shift' }
  | { readonly kind: 'unreadable' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('push' as const), key: fc.constantFrom('a', 'b', 'c', 'd', 'e') }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('shift' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('unreadable' as const) }) },
);

/** Runs the steps; what came cannot be more than one policy allows, so each is told what it was. */
function run(capacity: number, overflow: Overflow, steps: readonly Step[]) {
  const discarded: Told[] = [];
  const pushed: Pushed[] = [];
  const queue = createQueue<Told>(capacity, overflow, (event) => discarded.push(event));
  const given: Given<Told>[] = [];
  let matched = 0;
  let most = 0;
  for (const [offset, each] of steps.entries()) {
    if (each.kind === 'shift') {
      const next = queue.shift();
      if (next) given.push(next);
    } else if (each.kind === 'unreadable') {
      if (queue.pushGap(gapOfEvent('UNREADABLE', record(offset), { t: [offset + 1] }))) matched += 1;
    } else {
      const outcome = queue.push(queued(offset, each.key));
      pushed.push(outcome);
      if (outcome === 'full') break;
      matched += 1;
    }
    most = Math.max(most, queue.size());
  }
  given.push(...drain(queue.shift));
  return { given, discarded, matched, most, pushed };
}

describe.each(['disconnect', 'drop', 'coalesce'] as const)("a client's queue that would %s", (overflow) => {
  const scenario = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.array(step, { maxLength: 80 }));

  it('gives, or declares as lost, everything that matched', () => {
    fc.assert(
      fc.property(scenario, ([capacity, steps]) => {
        const { given, matched } = run(capacity, overflow, steps);
        const told = given.map((each) => (each.kind === 'gap' ? each.gap.count : 1 + each.superseded));
        expect(told.reduce((sum, count) => sum + count, 0)).toBe(matched);
      }),
    );
  });

  it('gives cursors that never go back, and those of gaps lie beyond what they tell of', () => {
    fc.assert(
      fc.property(scenario, ([capacity, steps]) => {
        const { given } = run(capacity, overflow, steps);
        const cursors = given.map(cursorOf);
        expect(cursors).toEqual(cursors.toSorted((first, second) => first - second));
        for (const each of given)
          if (each.kind === 'gap') expect(each.gap.from.t?.[0]).toBeLessThan(each.gap.to.t?.[0] ?? 0);
      }),
    );
  });

  it('gives the events of an entity in order, the last of all among them or in a gap behind', () => {
    fc.assert(
      fc.property(scenario, ([capacity, steps]) => {
        const { given, discarded } = run(capacity, overflow, steps);
        const events = given.flatMap((each) => (each.kind === 'event' ? [each.event.offset] : []));
        expect(events).toEqual(events.toSorted((first, second) => first - second));
        expect(new Set([...events, ...discarded.map(({ offset }) => offset)]).size).toBe(
          events.length + discarded.length,
        );
      }),
    );
  });

  it('never holds much more than it may', () => {
    fc.assert(
      fc.property(scenario, ([capacity, steps]) => {
        expect(run(capacity, overflow, steps).most).toBeLessThanOrEqual(capacity + 100);
      }),
    );
  });
});

describe("a client's queue", () => {
  it('takes nothing more when it is full and its client is to be disconnected', () => {
    const queue = createQueue<Told>(2, 'disconnect', () => undefined);
    expect([1, 2, 3].map((offset) => queue.push(queued(offset, 'a')))).toEqual(['taken', 'taken', 'full']);
  });

  it('tells of what it dropped by one gap, until half of it is free', () => {
    const queue = createQueue<Told>(4, 'drop', () => undefined);
    for (let offset = 0; offset < 10; offset++) queue.push(queued(offset, 'a'));
    expect(queue.push(queued(10, 'a'))).toBe('dropped');
    for (let taken = 0; taken < 3; taken++) queue.shift();
    expect(queue.push(queued(11, 'a'))).toBe('taken');
    const [, gap, event] = drain(queue.shift);
    expect(gap).toMatchObject({ kind: 'gap', gap: { count: 7, from: { t: [4] }, to: { t: [11] } } });
    expect(event).toMatchObject({ event: { offset: 11 } });
  });

  it('lets the last state of each entity win, and says how many it stands for', () => {
    const queue = createQueue<Told>(4, 'coalesce', () => undefined);
    for (let offset = 0; offset < 10; offset++) queue.push(queued(offset, offset % 2 ? 'odd' : 'even'));
    expect(drain(queue.shift)).toEqual([
      { kind: 'event', event: { offset: 8, key: 'even' }, superseded: 4 },
      { kind: 'event', event: { offset: 9, key: 'odd' }, superseded: 4 },
    ]);
  });

  it('drops, and says so, what tells of more entities than there is room for', () => {
    const queue = createQueue<Told>(2, 'coalesce', () => undefined);
    const keys = ['a', 'b', 'c', 'd', 'a'];
    expect(keys.map((key, offset) => queue.push(queued(offset, key)))).toEqual([
      'taken',
      'taken',
      'dropped',
      'dropped',
      'superseding',
    ]);
    expect(drain(queue.shift)).toMatchObject([
      { event: { key: 'b' } },
      { kind: 'gap', gap: { count: 2 } },
      { event: { key: 'a', offset: 4 }, superseded: 1 },
    ]);
  });
});

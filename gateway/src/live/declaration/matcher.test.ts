import type { UserIdentity } from '@fiscal/kit';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Condition, Constant, Template } from '../../compiler/live/declaration.ts';
import { filterBounds } from '../../compiler/live/read-condition.ts';
import type { EventHead } from '../log/record.ts';
import { createFill } from './fill.ts';
import { createMatcher } from './matcher.ts';

const head = { id: 'e', type: 't', source: '/s', subject: 's', tenant: 'a', aggregateVersion: 1, time: '' };
const caller: UserIdentity = {
  kind: 'user',
  via: 'gateway',
  userId: 'u',
  tenantId: 'a',
  roles: ['viewer', 'admin'],
  tier: 'free',
  sessionId: 's',
  scopes: [],
};

type Args = Readonly<Record<string, unknown>>;

function matches(condition: Condition | undefined, data: unknown, args: Args = {}, eventHead: EventHead = head) {
  return createMatcher(condition, createFill(args, caller))({ head: eventHead, data });
}

const among = (path: string, constants: readonly Constant[], templates: readonly Template[] = []): Condition => ({
  kind: 'in',
  path: path.split('.'),
  constants,
  templates,
});
const arg = (name: string): Template => [{ of: 'args', path: [name] }];
const not = (condition: Condition): Condition => ({ kind: 'not', condition });
const and = (...conditions: Condition[]): Condition => ({ kind: 'and', conditions });
const or = (...conditions: Condition[]): Condition => ({ kind: 'or', conditions });

const names = ['a', 'b', 'c'] as const;
const constant = fc.constantFrom<Constant>('x', 'y', '1', 1, 2, true, null);
const leaf = fc
  .record({
    name: fc.constantFrom(...names),
    constants: fc.array(constant, { minLength: 1, maxLength: 3 }),
    // Some name an argument that is given, or is not.
    templates: fc.array(fc.constantFrom(...names.map(arg)), { maxLength: 1 }),
  })
  .map(({ name, constants, templates }) => among(`data.${name}`, constants, templates));
const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    tie('condition').map(not),
    fc.array(tie('condition'), { minLength: 1, maxLength: 3 }).map((all) => and(...all)),
    fc.array(tie('condition'), { minLength: 1, maxLength: 3 }).map((all) => or(...all)),
  ),
}));
const value = fc.oneof(constant, fc.constant(undefined), fc.array(constant, { maxLength: 2 }), fc.constant({ x: 'x' }));
const data = fc.record({ a: value, b: value, c: value });
const args = fc.record({ a: value, b: value, c: value }, { requiredKeys: [] });

describe('the algebra of filters', () => {
  const same = (left: (given: Condition) => Condition, right: (given: Condition) => Condition) =>
    fc.assert(
      fc.property(condition, data, args, (given, event, said) => {
        expect(matches(left(given), event, said)).toBe(matches(right(given), event, said));
      }),
      { numRuns: 500 },
    );
  const samePair = (
    left: (a: Condition, b: Condition) => Condition,
    right: (a: Condition, b: Condition) => Condition,
  ) =>
    fc.assert(
      fc.property(condition, condition, data, args, (a, b, event, said) => {
        expect(matches(left(a, b), event, said)).toBe(matches(right(a, b), event, said));
      }),
      { numRuns: 500 },
    );

  it('has it that what is denied twice holds', () =>
    same(
      (a) => not(not(a)),
      (a) => a,
    ));
  it('keeps to De Morgan', () => {
    samePair(
      (a, b) => not(and(a, b)),
      (a, b) => or(not(a), not(b)),
    );
    samePair(
      (a, b) => not(or(a, b)),
      (a, b) => and(not(a), not(b)),
    );
  });
  it('does not depend on order, nor on how often something is said', () => {
    samePair(
      (a, b) => and(a, b),
      (a, b) => and(b, a, b),
    );
    samePair(
      (a, b) => or(a, b),
      (a, b) => or(b, a, b),
    );
  });
  it('has one condition alone be what it is', () => {
    same(and, (a) => a);
    same(or, (a) => a);
  });
  it('has IN hold where one of its values alone would', () => {
    fc.assert(
      fc.property(fc.array(constant, { minLength: 1, maxLength: 5 }), data, (values, event) => {
        const each = or(...values.map((one) => among('data.a', [one])));
        expect(matches(among('data.a', values), event)).toBe(matches(each, event));
      }),
    );
  });
});

describe('a condition', () => {
  it('that names an argument which was not given is as if it were not there', () => {
    fc.assert(
      fc.property(condition, data, args, (given, event, said) => {
        const absent = among('data.a', ['never'], [arg('missing')]);
        for (const join of [and, or]) {
          expect(matches(join(given, absent), event, said)).toBe(matches(given, event, said));
          expect(matches(join(not(absent), given), event, said)).toBe(matches(given, event, said));
        }
        expect(matches(absent, event, { ...said, missing: null })).toBe(true);
        expect(matches(not(absent), event, said)).toBe(true);
      }),
    );
  });

  it('compares texts, so that IDs and numbers meet', () => {
    expect(matches(among('data.n', ['7']), { n: 7 })).toBe(true);
    expect(matches(among('data.n', [7]), { n: '7' })).toBe(true);
    expect(matches(among('data.n', [true]), { n: true })).toBe(true);
    expect(matches(among('data.n', ['null']), { n: null })).toBe(false);
    expect(matches(among('data.n', ['[object Object]']), { n: {} })).toBe(false);
  });

  it('takes what is missing for null, and of a list any item', () => {
    expect(matches(among('data.n', [null]), {})).toBe(true);
    expect(matches(among('data.a.b', [null]), { a: 'text' })).toBe(true);
    expect(matches(among('data.n', ['b']), { n: ['a', 'b'] })).toBe(true);
    expect(matches(among('data.n', ['b', null]), { n: [] })).toBe(false);
  });

  it('looks at nothing that every object has', () => {
    for (const path of ['data.constructor', 'data.__proto__', 'data.toString.name'])
      expect(matches(among(path, [null]), {})).toBe(true);
    expect(matches(among('data.__proto__', ['x']), JSON.parse('{"__proto__": "x"}'))).toBe(true);
  });

  it('looks at attributes, and at who asks', () => {
    expect(matches(among('subject', ['s']), {})).toBe(true);
    expect(matches(among('data.u', [], [[{ of: 'caller', path: ['userId'] }]]), { u: 'u' })).toBe(true);
    expect(matches(among('data.r', [], [[{ of: 'caller', path: ['roles'] }]]), { r: 'admin' })).toBe(true);
  });

  it('of what nobody says about the caller holds for nothing', () => {
    const unsaid = among('data.u', [], [[{ of: 'caller', path: ['nothing'] }]]);
    expect(matches(unsaid, { u: 'u' })).toBe(false);
    expect(matches(unsaid, {})).toBe(false);
  });

  it('takes lists from arguments, and texts put together', () => {
    const listed = among('data.s', [], [arg('status')]);
    expect(matches(listed, { s: 'B' }, { status: ['A', 'B'] })).toBe(true);
    expect(matches(listed, { s: 'C' }, { status: ['A', 'B'] })).toBe(false);
    expect(matches(listed, { s: 'C' }, { status: [] })).toBe(false);
    const joined = among('data.s', [], [['x-', ...arg('n'), '-y']]);
    expect(matches(joined, { s: 'x-5-y' }, { n: 5 })).toBe(true);
  });
});

describe('a filter costs', () => {
  /** Counts what is looked at in an event. */
  const watched = (fields: Readonly<Record<string, unknown>>) => {
    let looks = 0;
    const event = new Proxy(fields, {
      get(target, name) {
        looks += 1;
        return Reflect.get(target, name);
      },
    });
    return { event, looks: () => looks };
  };

  it('one look at the event for each condition at most', () => {
    fc.assert(
      fc.property(condition, data, args, (given, fields, said) => {
        const { event, looks } = watched(fields);
        matches(given, event, said);
        expect(looks()).toBeLessThanOrEqual(leavesOf(given));
      }),
    );
  });

  it('the same look however long a list of values is', () => {
    const values = Array.from({ length: filterBounds.values }, (_, index) => `v${index}`);
    const { event, looks } = watched({ a: 'v-none' });
    const listed = Array.from({ length: 100_000 }, (_, index) => `w${index}`);
    expect(matches(among('data.a', values, [arg('list')]), event, { list: listed })).toBe(false);
    expect(looks()).toBe(1);
  });
});

function leavesOf(given: Condition): number {
  if (given.kind === 'in') return 1;
  if (given.kind === 'not') return leavesOf(given.condition);
  return given.conditions.reduce((sum, each) => sum + leavesOf(each), 0);
}

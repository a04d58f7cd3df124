import { describe, expect, it } from '@jest/globals';
import type { Fault, Path } from './executable.ts';
import { createFaults } from './faults.ts';
import { fetchHold, fetchTell, type Wanted } from './fetch-runtime-wanted.ts';

const only = (name: string) => (typeName: string) => typeName === name;
const some = (
  isWhole: boolean,
  fields: Record<string, Wanted['fields'] extends ReadonlyMap<string, infer F> ? F : never>,
) => ({
  isWhole,
  fields: new Map(Object.entries(fields)),
});
/** `{ thing { name owner { id } ... on User { rank weight owner { name } } } }`; `weight` is needed by some fetch. */
const wanted: Wanted = some(false, {
  thing: {
    isNeeded: false,
    ways: [
      {
        when: undefined,
        isTyped: false,
        below: some(false, {
          rank: { isNeeded: false, ways: [{ when: only('User'), isTyped: true, below: undefined }] },
          weight: { isNeeded: true, ways: [{ when: only('User'), isTyped: true, below: undefined }] },
          owner: {
            isNeeded: false,
            ways: [
              {
                when: undefined,
                isTyped: false,
                below: some(true, {
                  id: { isNeeded: false, ways: [{ when: undefined, isTyped: false, below: undefined }] },
                }),
              },
              {
                when: only('User'),
                isTyped: true,
                below: some(true, {
                  name: { isNeeded: false, ways: [{ when: undefined, isTyped: false, below: undefined }] },
                }),
              },
            ],
          },
        }),
      },
    ],
  },
});

/** What is told of a fault of a thing that is a store. */
const told = (path: Path | undefined, thing: Record<string, unknown> | null) => {
  const faults = createFaults('test', false);
  const held = fetchHold(faults);
  const fault: Fault = { message: 'failed', ...(path ? { path } : {}) };
  held.add(fault);
  expect(faults.toErrors()).toEqual([]);
  fetchTell(held, faults, { thing: thing && { __typename: 'Store', ...thing } }, wanted, {});
  return faults.toErrors().map((error) => error.path ?? []);
};

describe('a fault that is held back', () => {
  it('is told where the client asks for the field', () => {
    expect(told(['thing', 'rank'], { __typename: 'User', rank: null })).toEqual([['thing', 'rank']]);
    expect(told(['thing', 'name'], { name: null })).toEqual([['thing', 'name']]);
    expect(told(['thing'], null)).toEqual([['thing']]);
    expect(told(undefined, null)).toEqual([[]]);
  });

  it('is not told where the client asks for the field of other types only', () => {
    expect(told(['thing', 'rank'], { rank: null })).toEqual([]);
    expect(told(['thing', 'owner', 'name'], { owner: { name: null } })).toEqual([]);
    expect(told(['thing', 'owner', 'id'], { owner: { id: null } })).toEqual([['thing', 'owner', 'id']]);
  });

  it('is told at what holds the field when more than the field is missing', () => {
    expect(told(['thing', 'rank'], {})).toEqual([['thing']]);
    expect(told(['thing', 'weight'], { weight: null })).toEqual([['thing']]);
  });
});

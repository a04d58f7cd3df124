import type { GraphQLSchema } from 'graphql';
import type { Change } from '../changes/change.ts';
import type { InputReach } from './input-reach.ts';
import { touchesOf } from './touches.ts';

/** By key of an operation, the changes that may touch it. */
export type TouchIndex = ReadonlyMap<string, readonly Change[]>;

/** Finds the changes that may touch an operation by what it uses, whatever the number of either. */
export function createTouchIndex(changes: readonly Change[], from: GraphQLSchema, reach: InputReach): TouchIndex {
  const index = new Map<string, Change[]>();
  for (const change of changes) {
    for (const key of touchesOf(change, from)) index.set(key, [...(index.get(key) ?? []), change]);
  }
  return withRoots(index, from, reach);
}

/** Who sends a type sends the types in it. */
function withRoots(index: TouchIndex, from: GraphQLSchema, reach: InputReach): TouchIndex {
  const whole = new Map(index);
  for (const root of Object.keys(from.getTypeMap())) {
    const inside = [...reach.reached(root)].flatMap((type) => index.get(`sends ${type}`) ?? []);
    if (inside.length > 0) whole.set(`sends ${root}`, inside);
  }
  return whole;
}

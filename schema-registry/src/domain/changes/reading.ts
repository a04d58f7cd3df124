import type { SerializableChange, TypeOfChangeType } from '@graphql-inspector/core';
import type { GraphQLSchema } from 'graphql';
import type { ChangeCode, ChangeLevel } from './change.ts';

/** The schema that clients have, and the one they are to get. */
export type Schemas = { readonly from: GraphQLSchema; readonly to: GraphQLSchema };

/** What we make of a change that was found. */
export type Reading = {
  readonly code: ChangeCode;
  readonly level: ChangeLevel;
  readonly coordinate: string;
  readonly description: string;
  /** What, beside code and coordinate, tells this change from another one; approvals hold as long as it stays. */
  readonly essence: readonly (string | null)[];
};

type MetaOf<K extends TypeOfChangeType> = Extract<SerializableChange, { type: K }>['meta'];

/** Readings of some types of change; null is what another change tells already. */
export type Readers<K extends TypeOfChangeType> = {
  readonly [T in K]: (meta: MetaOf<T>, schemas: Schemas) => Reading | null;
};

/** Puts a reading together. */
export function reading(
  code: ChangeCode,
  level: ChangeLevel,
  coordinate: string,
  description: string,
  ...essence: readonly (string | null)[]
): Reading {
  return { code, level, coordinate, description, essence };
}

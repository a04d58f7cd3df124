import { diffSchema } from '@graphql-inspector/core/diff/schema';
import type { GraphQLSchema } from 'graphql';
import type { Change, ChangeLevel } from './change.ts';
import { fingerprintOf } from './fingerprint.ts';
import { read } from './read-changes.ts';
import { toSchema } from './to-schema.ts';
import { toldOnce } from './told-once.ts';

const weight: Readonly<Record<ChangeLevel, number>> = { breaking: 0, dangerous: 1, safe: 2 };

/**
 * What clients of a graph meet when its API schema becomes another one: the worst first, then by coordinate. Both are
 * SDL that composition or the publish has validated.
 * @throws GraphQLError when one does not parse.
 */
export function diffSchemas({ from, to }: { readonly from: string; readonly to: string }): Change[] {
  if (from === to) return [];
  return changesBetween(toSchema(from), toSchema(to));
}

function changesBetween(from: GraphQLSchema, to: GraphQLSchema): Change[] {
  const schemas = { from, to };
  const readings = diffSchema(from, to).flatMap((found) => read(found, schemas) ?? []);
  return toldOnce(readings, schemas)
    .map((told) => {
      const { code, level, coordinate, description } = told;
      return { code, level, coordinate, description, fingerprint: fingerprintOf(told) };
    })
    .sort(
      (a, b) => weight[a.level] - weight[b.level] || compare(a.coordinate, b.coordinate) || compare(a.code, b.code),
    );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

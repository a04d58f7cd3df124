import { type GraphQLField, type GraphQLObjectType, getNamedType, isAbstractType, isCompositeType } from 'graphql';
import type { Group } from './collect.ts';
import type { WriterInput } from './draft.ts';

/**
 * Whether the caller may read the field wherever the group asks for it, and may be shown some object that it can give:
 * where it may be shown none, the field was not even asked for.
 */
export function maySee(
  { schema, access }: WriterInput,
  type: GraphQLObjectType,
  field: GraphQLField<unknown, unknown>,
  { nodes }: Group,
): boolean {
  if (!access.mayBe(type.name) || !nodes.every(({ node }) => access.mayRead(type.name, field.name, node))) return false;
  const given = getNamedType(field.type);
  if (!isCompositeType(given)) return true;
  const possible = isAbstractType(given) ? schema.getPossibleTypes(given) : [given];
  return possible.length === 0 || possible.some(({ name }) => access.mayBe(name));
}

import { isInterfaceType, isObjectType } from 'graphql';
import type { ChangeLevel } from './change.ts';
import { type Readers, type Reading, reading, type Schemas } from './reading.ts';

/** What happens to types as a whole. */
export const typeReaders: Readers<
  | 'TYPE_ADDED'
  | 'TYPE_REMOVED'
  | 'TYPE_KIND_CHANGED'
  | 'TYPE_DESCRIPTION_ADDED'
  | 'TYPE_DESCRIPTION_REMOVED'
  | 'TYPE_DESCRIPTION_CHANGED'
  | 'UNION_MEMBER_ADDED'
  | 'UNION_MEMBER_REMOVED'
  | 'OBJECT_TYPE_INTERFACE_ADDED'
  | 'OBJECT_TYPE_INTERFACE_REMOVED'
  | 'SCHEMA_QUERY_TYPE_CHANGED'
  | 'SCHEMA_MUTATION_TYPE_CHANGED'
  | 'SCHEMA_SUBSCRIPTION_TYPE_CHANGED'
> = {
  TYPE_ADDED: ({ addedTypeName: name }) => reading('TYPE_ADDED', 'safe', name, `type ${name} was added`),
  TYPE_REMOVED: ({ removedTypeName: name }) => reading('TYPE_REMOVED', 'breaking', name, `type ${name} was removed`),
  TYPE_KIND_CHANGED: ({ typeName }, schemas) => kindChanged(typeName, schemas),
  TYPE_DESCRIPTION_ADDED: ({ typeName, addedTypeDescription }) => described(typeName, addedTypeDescription),
  TYPE_DESCRIPTION_REMOVED: ({ typeName }) => described(typeName, null),
  TYPE_DESCRIPTION_CHANGED: ({ typeName, newTypeDescription }) => described(typeName, newTypeDescription),
  UNION_MEMBER_ADDED: ({ unionName: union, addedUnionMemberTypeName: member }) =>
    reading('TYPE_ADDED_TO_UNION', 'dangerous', union, `type ${member} was added to union ${union}`, member),
  UNION_MEMBER_REMOVED: ({ unionName: union, removedUnionMemberTypeName: member }) =>
    reading('TYPE_REMOVED_FROM_UNION', 'breaking', union, `type ${member} was removed from union ${union}`, member),
  OBJECT_TYPE_INTERFACE_ADDED: ({ objectTypeName, addedInterfaceName }, { to }) =>
    implemented(objectTypeName, addedInterfaceName, to.getType(objectTypeName)),
  OBJECT_TYPE_INTERFACE_REMOVED: ({ objectTypeName: type, removedInterfaceName: from }, { to }) =>
    isInterfaceType(to.getType(from))
      ? reading('TYPE_REMOVED_FROM_INTERFACE', 'breaking', from, `type ${type} no longer implements ${from}`, type)
      : null,
  SCHEMA_QUERY_TYPE_CHANGED: (meta) => rootChanged('query', meta.oldQueryTypeName, meta.newQueryTypeName),
  SCHEMA_MUTATION_TYPE_CHANGED: (meta) => rootChanged('mutation', meta.oldMutationTypeName, meta.newMutationTypeName),
  SCHEMA_SUBSCRIPTION_TYPE_CHANGED: (meta) =>
    rootChanged('subscription', meta.oldSubscriptionTypeName, meta.newSubscriptionTypeName),
};

const kinds = {
  ScalarTypeDefinition: 'a scalar',
  ObjectTypeDefinition: 'an object type',
  InterfaceTypeDefinition: 'an interface',
  UnionTypeDefinition: 'a union',
  EnumTypeDefinition: 'an enum',
  InputObjectTypeDefinition: 'an input object',
} as const;

function kindChanged(name: string, { from, to }: Schemas): Reading {
  const [before, after] = [from, to].map((schema) => {
    const kind = schema.getType(name)?.astNode?.kind;
    return kind ? kinds[kind] : 'unknown';
  });
  const description = `type ${name} changed from ${before} to ${after}`;
  return reading('TYPE_CHANGED_KIND', 'breaking', name, description, before ?? null, after ?? null);
}

function described(name: string, description: string | null): Reading {
  return reading('TYPE_DESCRIPTION_CHANGE', 'safe', name, `the description of type ${name} changed`, description);
}

/** An interface that implements another brings no objects of its own: those are told themselves. */
function implemented(name: string, added: string, type: unknown): Reading {
  const level: ChangeLevel = isObjectType(type) ? 'dangerous' : 'safe';
  return reading('TYPE_ADDED_TO_INTERFACE', level, added, `type ${name} now implements ${added}`, name);
}

function rootChanged(operation: string, before: string | null, after: string | null): Reading {
  const level = before === null ? 'safe' : 'breaking';
  const description =
    before === null
      ? `${after} became the root type of ${operation} operations`
      : `the root type of ${operation} operations changed from ${before} to ${after ?? 'none'}`;
  return reading('ROOT_TYPE_CHANGED', level, before ?? after ?? operation, description, operation, before, after);
}

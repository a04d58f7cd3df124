import { type GraphQLSchema, getNamedType, isEnumType, isInterfaceType, isObjectType } from 'graphql';

const known = new WeakMap<GraphQLSchema, ReadonlySet<string>>();

/** The names of the enums that some field returns: a client that reads one may meet a value it does not know. */
export function outputEnums(schema: GraphQLSchema): ReadonlySet<string> {
  const found = known.get(schema) ?? new Set(enumsOfFields(schema));
  known.set(schema, found);
  return found;
}

function* enumsOfFields(schema: GraphQLSchema): Generator<string> {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const { type: returned } of Object.values(type.getFields())) {
      const named = getNamedType(returned);
      if (isEnumType(named)) yield named.name;
    }
  }
}

import {
  type FieldNode,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedInputType,
  getNamedType,
  isInputObjectType,
  Kind,
  type ValueNode,
} from 'graphql';

/**
 * Names of the types of all values that a field is given in an operation. A variable may hold anything of its type, so
 * it counts as everything that can be part of that; what is left out, or left to a default, is not the caller's.
 */
export function argumentTypesOf(node: FieldNode, definition: GraphQLField<unknown, unknown>): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { name, value } of node.arguments ?? []) {
    const argument = definition.args.find((each) => each.name === name.value);
    if (argument) collect(value, argument.type, names);
  }
  return names;
}

function collect(value: ValueNode, type: GraphQLInputType, names: Set<string>): void {
  const named = getNamedType(type);
  if (value.kind === Kind.VARIABLE) {
    collectAll(named, names, new Set());
    return;
  }
  if (value.kind === Kind.LIST) {
    for (const item of value.values) collect(item, named, names);
    return;
  }
  names.add(named.name);
  if (value.kind !== Kind.OBJECT || !isInputObjectType(named)) return;
  for (const field of value.fields) {
    const inner = named.getFields()[field.name.value];
    if (inner) collect(field.value, inner.type, names);
  }
}

function collectAll(type: GraphQLNamedInputType, names: Set<string>, seen: Set<string>): void {
  if (seen.has(type.name)) return;
  seen.add(type.name);
  names.add(type.name);
  if (!isInputObjectType(type)) return;
  for (const field of Object.values(type.getFields())) collectAll(getNamedType(field.type), names, seen);
}

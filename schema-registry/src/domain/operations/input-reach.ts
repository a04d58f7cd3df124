import { type GraphQLSchema, getNamedType, isInputObjectType, isNonNullType, isRequiredInputField } from 'graphql';

/** Which input types come with a value of another one. */
export type InputReach = {
  /** The types, itself included, that a value of a type may hold. */
  readonly reached: (type: string) => ReadonlySet<string>;
  /** The types, itself included, that a value of a type always holds. */
  readonly always: (type: string) => ReadonlySet<string>;
};

/** Learns from a schema which input types come with which. */
export function createInputReach(schema: GraphQLSchema): InputReach {
  return {
    reached: remembered((type) => walk(type, fieldTypes(schema))),
    always: remembered((type) => walk(type, certain(schema))),
  };
}

function remembered(find: (type: string) => ReadonlySet<string>): (type: string) => ReadonlySet<string> {
  const known = new Map<string, ReadonlySet<string>>();
  return (type) => {
    const found = known.get(type) ?? find(type);
    known.set(type, found);
    return found;
  };
}

function walk(start: string, next: (type: string) => readonly string[]): ReadonlySet<string> {
  const found = new Set([start]);
  // A set hands out what is added while it is walked.
  for (const type of found) for (const other of next(type)) found.add(other);
  return found;
}

function fieldTypes(schema: GraphQLSchema): (type: string) => readonly string[] {
  return (name) => {
    const type = schema.getType(name);
    return isInputObjectType(type) ? Object.values(type.getFields()).map((field) => getNamedType(field.type).name) : [];
  };
}

/** Only by fields that have to be given; a list of them may be empty. */
function certain(schema: GraphQLSchema): (type: string) => readonly string[] {
  return (name) => {
    const type = schema.getType(name);
    if (!isInputObjectType(type)) return [];
    return Object.values(type.getFields())
      .filter((field) => isRequiredInputField(field) && isNonNullType(field.type) && 'name' in field.type.ofType)
      .map((field) => getNamedType(field.type).name);
  };
}

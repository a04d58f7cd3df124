import { type DefinitionNode, type DocumentNode, type FieldDefinitionNode, Kind, type TypeNode } from 'graphql';

/** An entity's key is not nested deeper than this. */
const maxDepth = 5;

/**
 * Where a message in WunderGraph's form has the fields of what a type gives: under their own names, from its top. Written as
 * `fields` of `@live`.
 */
export function placesOf(type: TypeNode, schema: DocumentNode): string {
  const name = namedIn(type);
  const members = schema.definitions.flatMap((node) => membersOf(node, name));
  const isAbstract = !schema.definitions.some((node) => isObject(node) && node.name.value === name);
  const types = isAbstract ? members : [name];
  const places = types.flatMap((each) => placesWithin(each, 'data', schema, 1));
  const unique = new Map(isAbstract ? [['__typename', '"data.__typename"'], ...places] : places);
  return write(unique);
}

type Place = readonly [name: string, place: string];

function placesWithin(typeName: string, path: string, schema: DocumentNode, depth: number): readonly Place[] {
  return fieldsOf(typeName, schema).map(({ name: { value: name }, type }): Place => {
    const within = `${path}.${name}`;
    const isList = (type.kind === Kind.NON_NULL_TYPE ? type.type : type).kind === Kind.LIST_TYPE;
    const nested = isList || depth === maxDepth ? [] : placesWithin(namedIn(type), within, schema, depth + 1);
    return [name, nested.length > 0 ? write(new Map(nested)) : JSON.stringify(within)];
  });
}

function write(places: ReadonlyMap<string, string>): string {
  return `{ ${[...places].map(([name, place]) => `${name}: ${place}`).join(', ')} }`;
}

function fieldsOf(typeName: string, { definitions }: DocumentNode): readonly FieldDefinitionNode[] {
  return definitions.flatMap((node) => (isObject(node) && node.name.value === typeName ? (node.fields ?? []) : []));
}

function isObject(node: DefinitionNode) {
  return node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION;
}

/** The object types that a union, or an interface, may turn out to be. */
function membersOf(node: DefinitionNode, name: string): readonly string[] {
  if (node.kind === Kind.UNION_TYPE_DEFINITION && node.name.value === name)
    return (node.types ?? []).map((each) => each.name.value);
  return isObject(node) && node.interfaces?.some((each) => each.name.value === name) ? [node.name.value] : [];
}

function namedIn(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedIn(type.type);
}

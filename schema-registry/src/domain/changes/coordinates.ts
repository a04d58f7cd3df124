import { type GraphQLSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';

const shape = /^(@?)(\w+)(?:\.(\w+))?(?:\((\w+):\))?$/;

/** Whether a schema has what a coordinate names; `schema` is the schema itself. */
export function hasCoordinate(schema: GraphQLSchema, coordinate: string): boolean {
  if (coordinate === 'schema') return true;
  const [, at, name = '', member, argument] = shape.exec(coordinate) ?? [];
  if (at) {
    const directive = schema.getDirective(name);
    return directive != null && (argument === undefined || directive.args.some((arg) => arg.name === argument));
  }
  const type = schema.getType(name);
  if (!type || member === undefined) return type !== undefined;
  if (isEnumType(type)) return type.getValue(member) != null;
  if (isInputObjectType(type)) return type.getFields()[member] !== undefined;
  if (!isObjectType(type) && !isInterfaceType(type)) return false;
  const field = type.getFields()[member];
  return field !== undefined && (argument === undefined || field.args.some((arg) => arg.name === argument));
}

/** What a coordinate belongs to: the field of an argument, the type of a field; null for types and directives. */
export function ownerOf(coordinate: string): string | null {
  const argument = coordinate.indexOf('(');
  if (argument > 0) return coordinate.slice(0, argument);
  const member = coordinate.indexOf('.');
  return member > 0 ? coordinate.slice(0, member) : null;
}

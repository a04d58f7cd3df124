import {
  type GraphQLInputType,
  type GraphQLNamedInputType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isScalarType,
  isSpecifiedScalarType,
  Kind,
  print,
} from 'graphql';

/** The types that values of some types are made of, the standard scalars left out. */
function inputTypes(types: readonly GraphQLInputType[]): ReadonlySet<GraphQLNamedInputType> {
  const reached = new Set<GraphQLNamedInputType>();
  const pending: GraphQLInputType[] = [...types];
  for (let type = pending.pop(); type; type = pending.pop()) {
    const named = getNamedType(type);
    if (reached.has(named) || (isScalarType(named) && isSpecifiedScalarType(named))) continue;
    reached.add(named);
    if (isInputObjectType(named)) pending.push(...Object.values(named.getFields()).map((field) => field.type));
  }
  return reached;
}

/**
 * Those types as schema text, without descriptions. Graphql-js's own printer cannot print defaults of custom scalars that
 * are lists or objects.
 */
export function inputSdl(types: readonly GraphQLInputType[]): string {
  return [...inputTypes(types)].map(definition).join('\n');
}

/** An argument or input field as schema text. */
export function inputValueSdl({ name, type, defaultValue }: InputValue): string {
  return `${name}: ${type}${defaultValue === undefined ? '' : ` = ${valueText(type, defaultValue)}`}`;
}

type InputValue = { readonly name: string; readonly type: GraphQLInputType; readonly defaultValue?: unknown };

function definition(type: GraphQLNamedInputType): string {
  if (isScalarType(type)) return `scalar ${type.name}`;
  if (isEnumType(type))
    return `enum ${type.name} { ${type
      .getValues()
      .map(({ name }) => name)
      .join(' ')} }`;
  const fields = Object.values(type.getFields()).map(inputValueSdl);
  return `input ${type.name}${type.isOneOf ? ' @oneOf' : ''} { ${fields.join(' ')} }`;
}

/** A value as a GraphQL literal. Of an enum's value only its type knows that it is not a string. */
function valueText(type: GraphQLInputType | undefined, value: unknown): string {
  const nullable = type && getNullableType(type);
  if (Array.isArray(value)) {
    const entryType = isListType(nullable) ? nullable.ofType : undefined;
    return `[${value.map((each) => valueText(entryType, each)).join(' ')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const fields = isInputObjectType(nullable) ? nullable.getFields() : {};
    return `{ ${Object.entries(value)
      .map(([name, part]) => `${name}: ${valueText(fields[name]?.type, part)}`)
      .join(' ')} }`;
  }
  if (isEnumType(nullable)) return String(value);
  return typeof value === 'string' ? print({ kind: Kind.STRING, value }) : JSON.stringify(value);
}

/** Whether values of a type may be nested without end: a custom scalar's, or those of input objects that hold their like. */
export function isUnbounded(type: GraphQLInputType): boolean {
  return [...inputTypes([type])].some(
    (each) =>
      isScalarType(each) ||
      (isInputObjectType(each) && inputTypes(Object.values(each.getFields()).map((field) => field.type)).has(each)),
  );
}

import {
  type GraphQLArgument,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql';

/** Answers in turn, over and over, so that the same answers make the same operation. */
type Choose = (upTo: number) => number;

/**
 * An operation that a schema takes, save that fields of one name may not go together: by choices, the fields, arguments
 * and values in it.
 */
export function randomOperation(schema: GraphQLSchema, choices: readonly number[]): string {
  let at = 0;
  const choose: Choose = (upTo) => (choices[at++ % choices.length] ?? 0) % upTo;
  const variables: string[] = [];
  const root = schema.getQueryType();
  const selection = root ? selectionOf(root, schema, choose, variables, 3) : '{ __typename }';
  const mark = schema.getDirective('d')?.locations.includes('QUERY' as never) && choose(3) === 0 ? markOf(schema) : '';
  return `query${variables.length > 0 ? `(${variables.join(', ')})` : ''} ${mark} ${selection}`;
}

function markOf(schema: GraphQLSchema): string {
  const required = schema.getDirective('d')?.args.some(isRequiredArgument);
  return required ? '@d(x: 1)' : '@d';
}

function selectionOf(
  type: GraphQLNamedType,
  schema: GraphQLSchema,
  choose: Choose,
  variables: string[],
  depth: number,
): string {
  const parts = ['__typename'];
  if (depth > 0 && (isObjectType(type) || isInterfaceType(type))) {
    for (const field of Object.values(type.getFields())) {
      if (choose(3) > 0) continue;
      const args = argumentsOf(field.args, choose, variables);
      const inner = getNamedType(field.type);
      const isLeaf = !isObjectType(inner) && !isAbstractType(inner);
      parts.push(`${field.name}${args} ${isLeaf ? '' : selectionOf(inner, schema, choose, variables, depth - 1)}`);
    }
  }
  if (depth > 0 && isAbstractType(type)) {
    for (const object of schema.getPossibleTypes(type)) {
      if (choose(2) === 0)
        parts.push(`... on ${object.name} ${selectionOf(object, schema, choose, variables, depth - 1)}`);
    }
  }
  return `{ ${parts.join(' ')} }`;
}

function argumentsOf(args: readonly GraphQLArgument[], choose: Choose, variables: string[]): string {
  const given = args.flatMap((arg) => {
    if (!isRequiredArgument(arg) && choose(2) === 0) return [];
    if (choose(2) === 0) return [`${arg.name}: ${literalOf(arg.type, choose)}`];
    const name = `$v${variables.length}`;
    variables.push(`${name}: ${arg.type}`);
    return [`${arg.name}: ${name}`];
  });
  return given.length > 0 ? `(${given.join(', ')})` : '';
}

function literalOf(type: GraphQLInputType, choose: Choose, depth = 3): string {
  if (isNonNullType(type)) return literalOf(type.ofType, choose, depth);
  if (isListType(type)) return depth < 1 ? '[]' : `[${literalOf(type.ofType, choose, depth - 1)}]`;
  if (isEnumType(type)) return type.getValues()[choose(type.getValues().length)]?.name ?? 'null';
  if (!isInputObjectType(type)) return { Int: '7', Float: '7.5', Boolean: 'true' }[type.name] ?? '"seven"';
  // A type that needs itself has no value.
  if (depth < -3) return '{}';
  if (type.isOneOf) return '{ id: "seven" }';
  const fields = Object.values(type.getFields()).filter(
    (field) => isRequiredInputField(field) || (depth > 0 && choose(2) === 0),
  );
  return `{ ${fields.map((field) => `${field.name}: ${literalOf(field.type, choose, depth - 1)}`).join(', ')} }`;
}

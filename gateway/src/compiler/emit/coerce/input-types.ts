import {
  type GraphQLInputType,
  type GraphQLNamedInputType,
  getNamedType,
  isInputObjectType,
  isScalarType,
  isSpecifiedScalarType,
  parse,
  print,
  printType,
  visit,
} from 'graphql';

/** The types that values of some types are made of, the standard scalars left out. */
export function inputTypes(types: readonly GraphQLInputType[]): ReadonlySet<GraphQLNamedInputType> {
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

/** Those types as schema text, without descriptions. */
export function inputSdl(types: readonly GraphQLInputType[]): string {
  const texts = [...inputTypes(types)].map(printType);
  if (texts.length === 0) return '';
  const bare = visit(parse(texts.join('\n'), { noLocation: true }), {
    enter: ({ kind }, key) => (kind === 'StringValue' && key === 'description' ? null : undefined),
  });
  return print(bare);
}

/** Whether values of a type may be nested without end: a custom scalar's, or those of input objects that hold their like. */
export function isUnbounded(type: GraphQLInputType): boolean {
  return [...inputTypes([type])].some(
    (each) =>
      isScalarType(each) ||
      (isInputObjectType(each) && inputTypes(Object.values(each.getFields()).map((field) => field.type)).has(each)),
  );
}

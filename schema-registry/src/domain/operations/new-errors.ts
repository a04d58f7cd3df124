import { type DocumentNode, type GraphQLError, type GraphQLSchema, type ValidationRule, validate } from 'graphql';

/** The errors that a document has against a schema and did not have against the one before. */
export function newErrors(
  document: DocumentNode,
  { from, to }: { readonly from: GraphQLSchema; readonly to: GraphQLSchema },
  rules: readonly ValidationRule[],
): readonly GraphQLError[] {
  const errors = errorsOf(document, to, rules);
  if (errors.length === 0) return errors;
  const known = new Set(errorsOf(document, from, rules).map(keyOf));
  return errors.filter((error) => !known.has(keyOf(error)));
}

function errorsOf(document: DocumentNode, schema: GraphQLSchema, rules: readonly ValidationRule[]) {
  return validate(schema, document, rules, { maxErrors: 100, hideSuggestions: true });
}

/** The same complaint about the same place: types may have other names meanwhile. */
function keyOf({ message, nodes }: GraphQLError): string {
  const places = nodes?.map(({ kind, loc }) => `${kind}${loc?.start}`) ?? [];
  return `${message.replaceAll(/"[^"]*"/g, '""')} ${places.join(' ')}`;
}

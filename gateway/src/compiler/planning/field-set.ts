import { Kind, parse, print, type SelectionSetNode, stripIgnoredCharacters } from 'graphql';

/**
 * Reads a field set of a federation directive (`upc price(currency: "USD")`).
 * Errors: GraphQLError when it is none.
 */
export function readFieldSet(text: string): SelectionSetNode {
  const inner = text.trim().startsWith('{') ? text : `{${text}}`;
  const [definition] = parse(inner, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`not a field set: ${text}`);
  return definition.selectionSet;
}

/** Writes a field set as the directives have it, without the outer braces. */
export function printFieldSet(set: SelectionSetNode): string {
  return stripIgnoredCharacters(print(set)).slice(1, -1);
}

import { print, stripIgnoredCharacters } from 'graphql';
import type { QueryPiece } from '../../../execution/fetch-runtime-query.ts';
import type { FetchOperation } from './read-operation.ts';

/** What a part adds to the operation of a request, and which variables it needs. */
export type Piece = QueryPiece & {
  /** The name that the entities come under, and the variable of their representations. */
  readonly entities: { readonly name: string; readonly variable: string } | undefined;
  /** The variables of the client that it uses. */
  readonly names: readonly string[];
};

/** The names of the client's variables that an operation uses. */
export function variableNames({ definitions }: FetchOperation): readonly string[] {
  return definitions.map(({ variable }) => variable.name.value);
}

/**
 * Writes what is asked for. `at` tells entities from others of the same request; undefined when they are alone. `taken`:
 * the variables of all of the request.
 */
export function pieceOf(operation: FetchOperation, at: number | undefined, taken: readonly string[]): Piece {
  const names = variableNames(operation);
  const selection = short(print(operation.selectionSet));
  const variables = operation.definitions.map((definition) => short(print(definition)));
  if (!operation.isEntities) return { variables, fields: selection.slice(1, -1), entities: undefined, names };
  const variable = unusedName(taken, `r${at ?? ''}`);
  const name = at === undefined ? '_entities' : `e${at}`;
  return {
    variables: [`$${variable}:[_Any!]!`, ...variables],
    fields: `${at === undefined ? '' : `${name}:`}_entities(representations:$${variable})${selection}`,
    entities: { name, variable },
    names,
  };
}

function short(text: string): string {
  return stripIgnoredCharacters(text);
}

/** A client may have a variable of the same name. */
function unusedName(taken: readonly string[], name: string): string {
  return taken.includes(name) ? unusedName(taken, `_${name}`) : name;
}

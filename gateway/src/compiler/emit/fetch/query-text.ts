import { print, stripIgnoredCharacters } from 'graphql';
import type { FetchOperation } from './read-operation.ts';
import type { Part } from './read-plan.ts';

/** What one part adds to a request's operation. */
export type QueryPiece = {
  /** `$first:Int`, with that of the representations. */
  readonly variables: readonly string[];
  /** What stands between the operation's braces. */
  readonly fields: string;
  readonly fragments: string;
  /** The variable of the representations, for entities. */
  readonly representations: string | undefined;
  /** The variables of the client that it uses. */
  readonly names: readonly string[];
};

/** Writes what a part asks for. `at` tells it from the others of the same request; undefined when it is alone. */
export function pieceOf({ operation }: Part, at: number | undefined): QueryPiece {
  const names = operation.definitions.map(({ variable }) => variable.name.value);
  const selection = short(print(operation.selectionSet));
  const variables = operation.definitions.map((definition) => short(print(definition)));
  const fragments = [...operation.fragments.values()].map((fragment) => short(print(fragment))).join(' ');
  if (!operation.isEntities) {
    return { variables, fields: selection.slice(1, -1), fragments, representations: undefined, names };
  }
  const representations = unusedName(names, `r${at ?? ''}`);
  const alias = at === undefined ? '' : `${entitiesName(at)}:`;
  return {
    variables: [`$${representations}:[_Any!]!`, ...variables],
    fields: `${alias}_entities(representations:$${representations})${selection}`,
    fragments,
    representations,
    names,
  };
}

/** Under which name of the answer the entities of a part come. */
export function entitiesName(at: number | undefined): string {
  return at === undefined ? '_entities' : `e${at}`;
}

/** Writes the operation of a request. It has no name: that would only make it longer. */
export function queryOf(type: FetchOperation['type'], pieces: readonly QueryPiece[]): string {
  const variables = [...new Set(pieces.flatMap((piece) => piece.variables))].join('');
  const head = variables === '' && type === 'query' ? '' : `${type}${variables === '' ? '' : `(${variables})`}`;
  return `${head}{${pieces.map(({ fields }) => fields).join(' ')}}${pieces.map(({ fragments }) => fragments).join('')}`;
}

function short(text: string): string {
  return stripIgnoredCharacters(text);
}

function unusedName(taken: readonly string[], name: string): string {
  return taken.includes(name) ? unusedName(taken, `_${name}`) : name;
}

import { type ConstDirectiveNode, type DefinitionNode, type DocumentNode, Kind, type Location } from 'graphql';
import type { SourceRange, SubgraphDocument } from './policy.ts';

/** A type or field of a schema with all directives that its definition and its extensions put on it. */
export type Element = {
  /** `Type` or `Type.field`. */
  readonly coordinate: string;
  /** Of a field: the type that has it. */
  readonly parent: string | null;
  readonly directives: readonly ConstDirectiveNode[];
  readonly loc: Location | undefined;
};

/** Every type and field of a schema by its coordinate, a type and its extensions as one. */
export function elementsOf(document: DocumentNode): ReadonlyMap<string, Element> {
  const elements = new Map<string, Element>();
  const add = (found: Element) => {
    const known = elements.get(found.coordinate);
    elements.set(
      found.coordinate,
      known ? { ...known, directives: [...known.directives, ...found.directives] } : found,
    );
  };
  for (const definition of document.definitions) for (const element of elementsIn(definition)) add(element);
  return elements;
}

function elementsIn(definition: DefinitionNode): Element[] {
  if (!('name' in definition) || definition.name === undefined || !('directives' in definition)) return [];
  if (definition.kind === Kind.OPERATION_DEFINITION || definition.kind === Kind.FRAGMENT_DEFINITION) return [];
  const parent = definition.name.value;
  // Of a schema there are no variables, so that its directives are constant.
  const directives = (definition.directives ?? []) as readonly ConstDirectiveNode[];
  const type: Element = { coordinate: parent, parent: null, directives, loc: definition.name.loc };
  if (!('fields' in definition)) return [type];
  const fields = (definition.fields ?? []).map(
    ({ name, directives: own = [] }): Element => ({
      coordinate: `${parent}.${name.value}`,
      parent,
      directives: own,
      loc: name.loc,
    }),
  );
  return [type, ...fields];
}

/** Where in the subgraph's schema a node is. */
export function rangeOf({ name, sdl }: SubgraphDocument, loc: Location | undefined): SourceRange | undefined {
  if (!loc) return undefined;
  const at = (line: number, column: number, offset: number) => ({
    line,
    column,
    byteOffset: Buffer.byteLength(sdl.slice(0, offset)),
  });
  const { startToken, start, end } = loc;
  const length = end - start;
  return {
    start: at(startToken.line, startToken.column, start),
    end: at(startToken.line, startToken.column + length, end),
    subgraphName: name,
  };
}

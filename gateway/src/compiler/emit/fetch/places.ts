import { type GraphQLSchema, getNamedType, isInterfaceType, isObjectType, Kind, type SelectionNode } from 'graphql';
import type { PathStep } from './read-path.ts';
import type { Part } from './read-plan.ts';
import { responseName } from './selection.ts';

/** A place of the store. */
export type Place = {
  /** The only object type there is there; undefined when only the objects know what they are. */
  readonly type: string | undefined;
  readonly below: ReadonlyMap<string, Place>;
};

type Mutable = { readonly types: Set<string>; readonly below: Map<string, Mutable> };

export const unknownPlace: Place = { type: undefined, below: new Map() };

/** Finds which objects can be at which place of the store, by what all fetches of a plan ask for. */
export function placesOf(supergraph: GraphQLSchema, parts: readonly Part[]): Place {
  const root = emptyPlace();
  for (const part of parts) {
    const { operation, path } = part;
    const place = path.reduce((at, step) => (step.kind === 'field' ? placeBelow(at, step.name) : at), root);
    const type = operation.isEntities ? undefined : supergraph.getRootType(operation.type)?.name;
    if (type) place.types.add(type);
    addAll(supergraph, part, operation.selectionSet.selections, type, '', place);
  }
  return settled(supergraph, root);
}

/** The place at the end of a path. */
export function placeAt(place: Place, path: readonly PathStep[]): Place {
  return path.reduce((at, step) => (step.kind === 'field' ? (at.below.get(step.name) ?? unknownPlace) : at), place);
}

function addAll(
  supergraph: GraphQLSchema,
  part: Part,
  selections: readonly SelectionNode[],
  parent: string | undefined,
  at: string,
  into: Mutable,
): void {
  for (const node of selections) {
    if (node.kind === Kind.INLINE_FRAGMENT) {
      const type = node.typeCondition?.name.value ?? parent;
      addAll(supergraph, part, node.selectionSet.selections, type, at, into);
    } else if (node.kind === Kind.FIELD && node.selectionSet) {
      const sent = `${at}/${responseName(node)}`;
      const place = placeBelow(into, part.renames.get(sent) ?? responseName(node));
      const type = fieldType(supergraph, parent, node.name.value);
      // What nobody knows is no object type, and so keeps others from being the only one.
      place.types.add(type ?? '');
      addAll(supergraph, part, node.selectionSet.selections, type, sent, place);
    }
  }
}

function fieldType(supergraph: GraphQLSchema, parent: string | undefined, name: string): string | undefined {
  const type = parent === undefined ? undefined : supergraph.getType(parent);
  const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
  return field && getNamedType(field.type).name;
}

function settled(supergraph: GraphQLSchema, { types, below }: Mutable): Place {
  const [type] = types;
  const isOnly = type !== undefined && types.size === 1 && isObjectType(supergraph.getType(type));
  const settledBelow = [...below].map(([name, place]) => [name, settled(supergraph, place)] as const);
  return { type: isOnly ? type : undefined, below: new Map(settledBelow) };
}

function emptyPlace(): Mutable {
  return { types: new Set(), below: new Map() };
}

function placeBelow({ below }: Mutable, name: string): Mutable {
  const place = below.get(name) ?? emptyPlace();
  below.set(name, place);
  return place;
}

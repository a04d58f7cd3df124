import { type GraphQLSchema, isAbstractType, isInterfaceType } from 'graphql';

/** The `__typename`s that fit a type condition. */
export type TypeNames = (condition: string) => ReadonlySet<string>;

/**
 * Makes the test of type conditions against every type of the supergraph. The names of interfaces in `loose` fit too:
 * that is what objects are called by subgraphs which know them as `@interfaceObject`.
 */
export function createTypeNames(supergraph: GraphQLSchema, loose: ReadonlySet<string>): TypeNames {
  const known = new Map<string, ReadonlySet<string>>();
  return (condition) => {
    const found = known.get(condition) ?? namesOf(supergraph, condition, loose);
    known.set(condition, found);
    return found;
  };
}

function namesOf(supergraph: GraphQLSchema, condition: string, loose: ReadonlySet<string>): ReadonlySet<string> {
  const type = supergraph.getType(condition);
  if (!isAbstractType(type)) return new Set([condition]);
  const objects = supergraph.getPossibleTypes(type).map(({ name }) => name);
  const interfaces = isInterfaceType(type)
    ? supergraph.getImplementations(type).interfaces.map(({ name }) => name)
    : [];
  return new Set([...objects, ...[condition, ...interfaces].filter((name) => loose.has(name))]);
}

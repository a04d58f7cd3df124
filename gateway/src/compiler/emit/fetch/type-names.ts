import { type GraphQLSchema, isAbstractType } from 'graphql';

/** The `__typename`s that fit a type condition. */
export type TypeNames = (condition: string) => ReadonlySet<string>;

/**
 * Makes the test of type conditions against every type of the supergraph. A condition's own name fits it also when it is
 * an interface: that is what objects are called by a subgraph which knows them as `@interfaceObject`.
 */
export function createTypeNames(supergraph: GraphQLSchema): TypeNames {
  const known = new Map<string, ReadonlySet<string>>();
  return (condition) => {
    const found = known.get(condition) ?? namesOf(supergraph, condition);
    known.set(condition, found);
    return found;
  };
}

function namesOf(supergraph: GraphQLSchema, condition: string): ReadonlySet<string> {
  const type = supergraph.getType(condition);
  if (!isAbstractType(type)) return new Set([condition]);
  const objects = supergraph.getPossibleTypes(type).map(({ name }) => name);
  const interfaces = 'getInterfaces' in type ? supergraph.getImplementations(type).interfaces : [];
  return new Set([condition, ...objects, ...interfaces.map(({ name }) => name)]);
}

import { type ConstDirectiveNode, type GraphQLSchema, isEnumType, Kind } from 'graphql';

/** Reads the subgraphs' names, by the values of `join__Graph` that stand for them in a supergraph. */
export function createGraphNames(supergraph: GraphQLSchema): ReadonlyMap<string, string> {
  const type = supergraph.getType('join__Graph');
  if (!isEnumType(type)) return new Map();
  return new Map(
    type.getValues().flatMap(({ name, astNode }) => {
      const directive = astNode?.directives?.find((candidate) => candidate.name.value === 'join__graph');
      const subgraph = directive && argumentOf(directive, 'name');
      return subgraph ? [[name, subgraph] as const] : [];
    }),
  );
}

/** An argument of a directive that is text or an enum's value. */
export function argumentOf({ arguments: given }: ConstDirectiveNode, name: string): string | undefined {
  const value = given?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined;
}

import { type ASTNode, type ConstDirectiveNode, type GraphQLSchema, isEnumType } from 'graphql';
import { isList, type Plain, toPlain } from './plain.ts';

/** Arguments of a directive, as JSON would say them. */
export type Given = { readonly [name: string]: Plain };

/** What is applied to a node under a directive's name. */
export function appliedTo(node: ASTNode | null | undefined, name: string): readonly Given[] {
  const directives = node && 'directives' in node ? ((node.directives ?? []) as readonly ConstDirectiveNode[]) : [];
  return directives
    .filter((each) => each.name.value === name)
    .map((each) =>
      Object.fromEntries((each.arguments ?? []).map(({ name: key, value }) => [key.value, toPlain(value)])),
    );
}

/** Names of subgraphs by the names of `join__Graph`, which the join directives use. */
export function graphNames(supergraph: GraphQLSchema): ReadonlyMap<string, string> {
  const graphs = supergraph.getType('join__Graph');
  const values = isEnumType(graphs) ? graphs.getValues() : [];
  return new Map(values.map(({ name, astNode }) => [name, textOf(appliedTo(astNode, 'join__graph')[0]?.name) ?? name]));
}

export function textOf(value: Plain | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** A list, or one text where GraphQL lets it stand for a list of it. */
export function textsOf(value: Plain | undefined): readonly string[] {
  return (isList(value) ? value : [value]).flatMap((each) => textOf(each) ?? []);
}

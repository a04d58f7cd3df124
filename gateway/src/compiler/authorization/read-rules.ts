import { type ConstDirectiveNode, type ConstValueNode, type GraphQLSchema, Kind } from 'graphql';
import type { Rule } from '../contract.ts';
import { nameInSchema } from '../graph/links.ts';

/** Reads what the directives at one place of a supergraph ask for. */
export type ReadRules = (directives: readonly ConstDirectiveNode[]) => readonly Rule[];

/**
 * Makes the reader of federation's `@authenticated`, `@requiresScopes` and `@policy`, by the names that the supergraph
 * links them under. Each applied directive is a rule of its own, and all of them must hold.
 */
export function createReadRules(supergraph: GraphQLSchema): ReadRules {
  const authenticated = nameInSchema(supergraph, 'authenticated', 'authenticated');
  const scopes = nameInSchema(supergraph, 'requiresScopes', 'requiresScopes');
  const policy = nameInSchema(supergraph, 'policy', 'policy');
  return (directives) =>
    directives.flatMap((node): readonly Rule[] => {
      const { value: name } = node.name;
      if (name === authenticated) return [{ kind: 'authenticated' }];
      if (name === scopes) return [{ kind: 'scopes', anyOf: groupsOf(node, 'scopes') }];
      if (name === policy) return [{ kind: 'policy', anyOf: groupsOf(node, 'policies') }];
      return [];
    });
}

/** The same rule always has the same key, however its groups were ordered. */
export function ruleKey(rule: Rule): string {
  return rule.kind === 'authenticated' ? rule.kind : `${rule.kind}:${JSON.stringify(rule.anyOf)}`;
}

/** No group at all holds for nobody: a rule that says nothing must not open what it was put on. */
function groupsOf({ arguments: args = [] }: ConstDirectiveNode, name: string): readonly (readonly string[])[] {
  const value = args.find((each) => each.name.value === name)?.value;
  const groups = listOf(value).map((group) => [...new Set(listOf(group).flatMap(textOf))].sort());
  return groups.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/** GraphQL takes one value where a list is asked for. */
function listOf(value: ConstValueNode | undefined): readonly ConstValueNode[] {
  if (value === undefined) return [];
  return value.kind === Kind.LIST ? value.values : [value];
}

function textOf(value: ConstValueNode): readonly string[] {
  return value.kind === Kind.STRING ? [value.value] : [];
}

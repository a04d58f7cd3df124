import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';
import {
  type DirectiveNode,
  Kind,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
  stripIgnoredCharacters,
  type VariableDefinitionNode,
} from 'graphql';
import { type Condition, conditionsOf } from './conditions-seen.ts';
import { under } from './guard.ts';
import { mapFetches } from './plan-nodes.ts';

/** Variables that only the planner knows, and when each would be true: in one of these ways, of which no two hold at once. */
export type StandIns = ReadonlyMap<string, readonly (readonly Condition[])[]>;

/** Puts what variables stand for where they stand in a plan. `definitions`: those of the client's variables. */
export function resolveStandIns(
  plan: QueryPlan,
  standIns: StandIns,
  definitions: readonly VariableDefinitionNode[],
): QueryPlan {
  if (standIns.size === 0) return plan;
  const resolved = mapFetches(plan, (fetch) => [resolveFetch(fetch, standIns, definitions)]);
  const { node } = resolved;
  return node && node.kind !== 'Subscription' ? { ...resolved, node: resolveNode(node, standIns) } : resolved;
}

function resolveNode(node: PlanNode, standIns: StandIns): PlanNode {
  const inner = (below: PlanNode) => resolveNode(below, standIns);
  switch (node.kind) {
    case 'Fetch':
    case 'Defer':
      return node;
    case 'Flatten':
      return { ...node, node: inner(node.node) };
    case 'Sequence':
    case 'Parallel':
      return { ...node, nodes: node.nodes.map(inner) };
    case 'Condition': {
      const [yes, no] = [node.ifClause && inner(node.ifClause), node.elseClause && inner(node.elseClause)];
      const ways = standIns.get(node.condition);
      if (!ways || !yes) return { ...node, ...(yes ? { ifClause: yes } : {}), ...(no ? { elseClause: no } : {}) };
      return { kind: 'Sequence', nodes: ways.map((way) => way.reduceRight(when, yes)) };
    }
  }
}

function when(node: PlanNode, { variable, is }: Condition): PlanNode {
  return { kind: 'Condition', condition: variable, ...(is ? { ifClause: node } : { elseClause: node }) };
}

function resolveFetch(fetch: FetchNode, standIns: StandIns, definitions: readonly VariableDefinitionNode[]): FetchNode {
  const usages = fetch.variableUsages ?? [];
  if (!usages.some((name) => standIns.has(name))) return fetch;
  const document = parse(fetch.operation, { noLocation: true });
  const [operation] = document.definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return fetch;
  const real = usages.flatMap((name) => standIns.get(name)?.flatMap((way) => way.map((one) => one.variable)) ?? [name]);
  const names = new Set(real);
  const known = (operation.variableDefinitions ?? []).filter(({ variable }) => !standIns.has(variable.name.value));
  const missing = definitions.filter(
    ({ variable: { name } }) => names.has(name.value) && !known.some((one) => one.variable.name.value === name.value),
  );
  const resolved = {
    ...operation,
    variableDefinitions: [...known, ...missing],
    selectionSet: resolveSet(operation.selectionSet, standIns),
  };
  const text = stripIgnoredCharacters(print({ ...document, definitions: [resolved] }));
  return { ...fetch, operation: text, variableUsages: [...names] };
}

function resolveSet(set: SelectionSetNode, standIns: StandIns): SelectionSetNode {
  return { ...set, selections: set.selections.flatMap((node) => resolveSelection(node, standIns)) };
}

function resolveSelection(node: SelectionNode, standIns: StandIns): readonly SelectionNode[] {
  const waysOf = (directive: DirectiveNode) => {
    const [condition] = conditionsOf([directive]);
    return condition && standIns.get(condition.variable);
  };
  const isSet = node.kind !== Kind.FRAGMENT_SPREAD && node.selectionSet;
  const resolved: SelectionNode = {
    ...node,
    ...(isSet ? { selectionSet: resolveSet(isSet, standIns) } : {}),
    directives: (node.directives ?? []).filter((directive) => !waysOf(directive)),
  };
  return (node.directives ?? []).reduce<readonly SelectionNode[]>(
    (inner, directive) => {
      const ways = waysOf(directive);
      return ways ? ways.flatMap((way) => under(way, inner)) : inner;
    },
    [resolved],
  );
}

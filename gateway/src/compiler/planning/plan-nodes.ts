import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';

/** Gives what a fetch becomes: another one, or several that may run side by side. `path`: where it has its place. */
export type RewriteFetch = (fetch: FetchNode, path: readonly string[]) => readonly FetchNode[];

/** Rewrites every fetch of a plan where it stands. */
export function mapFetches(plan: QueryPlan, rewrite: RewriteFetch): QueryPlan {
  const { node } = plan;
  if (!node) return plan;
  if (node.kind !== 'Subscription') return { ...plan, node: mapNode(node, rewrite, []) };
  const [primary = node.primary] = rewrite(node.primary, []);
  return { ...plan, node: { ...node, primary, ...(node.rest ? { rest: mapNode(node.rest, rewrite, []) } : {}) } };
}

function mapNode(node: PlanNode, rewrite: RewriteFetch, path: readonly string[]): PlanNode {
  switch (node.kind) {
    case 'Fetch':
      return together(rewrite(node, path));
    case 'Flatten':
      return { ...node, node: mapNode(node.node, rewrite, [...path, ...node.path.map(String)]) };
    case 'Sequence':
    case 'Parallel':
      return { ...node, nodes: node.nodes.map((child) => mapNode(child, rewrite, path)) };
    case 'Condition':
      return {
        ...node,
        ...(node.ifClause ? { ifClause: mapNode(node.ifClause, rewrite, path) } : {}),
        ...(node.elseClause ? { elseClause: mapNode(node.elseClause, rewrite, path) } : {}),
      };
    case 'Defer':
      return node;
  }
}

function together(fetches: readonly FetchNode[]): PlanNode {
  const [only] = fetches;
  return only && fetches.length === 1 ? only : { kind: 'Parallel', nodes: [...fetches] };
}

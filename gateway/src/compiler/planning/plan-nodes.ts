import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';

/** Gives what a fetch becomes: another one, or several that may run side by side. */
export type RewriteFetch = (fetch: FetchNode) => readonly FetchNode[];

/** Rewrites every fetch of a plan where it stands. */
export function mapFetches(plan: QueryPlan, rewrite: RewriteFetch): QueryPlan {
  const { node } = plan;
  if (!node) return plan;
  if (node.kind !== 'Subscription') return { ...plan, node: mapNode(node, rewrite) };
  const [primary = node.primary] = rewrite(node.primary);
  return { ...plan, node: { ...node, primary, ...(node.rest ? { rest: mapNode(node.rest, rewrite) } : {}) } };
}

function mapNode(node: PlanNode, rewrite: RewriteFetch): PlanNode {
  switch (node.kind) {
    case 'Fetch':
      return together(rewrite(node));
    case 'Flatten':
      return { ...node, node: mapNode(node.node, rewrite) };
    case 'Sequence':
    case 'Parallel':
      return { ...node, nodes: node.nodes.map((child) => mapNode(child, rewrite)) };
    case 'Condition':
      return {
        ...node,
        ...(node.ifClause ? { ifClause: mapNode(node.ifClause, rewrite) } : {}),
        ...(node.elseClause ? { elseClause: mapNode(node.elseClause, rewrite) } : {}),
      };
    case 'Defer':
      return node;
  }
}

function together(fetches: readonly FetchNode[]): PlanNode {
  const [only] = fetches;
  return only && fetches.length === 1 ? only : { kind: 'Parallel', nodes: [...fetches] };
}

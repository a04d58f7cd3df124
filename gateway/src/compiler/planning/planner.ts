import { operationFromDocument } from '@apollo/federation-internals';
import { type QueryPlan, QueryPlanner } from '@apollo/query-planner';
import { type DocumentNode, Kind } from 'graphql';
import type { NormalOperation } from '../emit/emit-input.ts';
import type { LoadedSupergraph } from '../graph/load-supergraph.ts';

/**
 * Finds out which subgraphs to ask for what, and in which order. `labels`: the progressive overrides that hold.
 * Errors: an Error when there is no plan.
 */
export type Planner = (operation: NormalOperation, labels: readonly string[]) => QueryPlan;

/** Makes the planner of a supergraph: the stock one, with its supergraph mended before and its plans after. */
export function createPlanner({ planningSupergraph, planningSchema }: LoadedSupergraph): Planner {
  // Fragments are expanded: what is generated per fetch is made of its whole selection anyway.
  const planner = new QueryPlanner(planningSupergraph, { reuseQueryFragments: false });
  return (operation, labels) => {
    const document = documentOf(operation);
    const parsed = operationFromDocument(planningSchema, document, { validate: false });
    return planner.buildQueryPlan(parsed, { overrideConditions: new Map(labels.map((label) => [label, true])) });
  };
}

function documentOf({ node, fragments }: NormalOperation): DocumentNode {
  return { kind: Kind.DOCUMENT, definitions: [node, ...Object.values(fragments)] };
}

import { operationFromDocument, type Supergraph } from '@apollo/federation-internals';
import { type QueryPlan, QueryPlanner } from '@apollo/query-planner';
import type { Operation } from '../operation.ts';
import { createBoundedCache } from './bounded-cache.ts';

/** Finds out which subgraphs to ask for what, and in which order. */
export type Plan = (operation: Operation) => QueryPlan;

const maxPlans = 2_000;
const maxBytes = 64 * 1024 * 1024;

/**
 * Makes the planner of a supergraph. Plans depend on the operation's text alone, not on its variables, and are kept:
 * making one takes milliseconds, at times hundreds of them.
 */
export function createPlan(supergraph: Supergraph): Plan {
  const planner = new QueryPlanner(supergraph);
  const schema = supergraph.apiSchema();
  const cache = createBoundedCache<QueryPlan>(maxPlans, maxBytes);
  return ({ text, document, node }) => {
    const operationName = node.name?.value;
    const key = `${operationName ?? ''}\n${text}`;
    const known = cache.get(key);
    if (known) return known;
    const operation = operationFromDocument(schema, document, { ...(operationName ? { operationName } : {}) });
    const plan = planner.buildQueryPlan(operation);
    cache.set(key, plan, key.length + JSON.stringify(plan).length);
    return plan;
  };
}

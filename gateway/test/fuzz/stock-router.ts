import './telemetry-off.ts';
import { operationFromDocument } from '@apollo/federation-internals';
import { executeQueryPlan } from '@apollo/gateway';
import { type QueryPlan, QueryPlanner } from '@apollo/query-planner';
import { type FragmentDefinitionNode, getOperationAST, Kind, parse } from 'graphql';
import type { Ground } from './ground.ts';
import type { Router } from './router.ts';
import { createSubgraph } from './subgraph.ts';

type Parameter<N extends number> = Parameters<typeof executeQueryPlan>[N];

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** Makes a router of `@apollo/gateway`'s own planner and executor: to see the generator at work, and what they do wrong. */
export function createStockRouter(ground: Ground): Router {
  const planner = new QueryPlanner(ground.supergraph);
  const apiSchema = ground.supergraph.apiSchema();
  const subgraphs = [...ground.subgraphs].map(([name, facts]) => [name, createSubgraph(ground, facts)] as const);
  return async (operation, world) => {
    const document = parse(operation.text);
    const node = getOperationAST(document, operation.operationName);
    if (!node) throw new Error('the document has no such operation');
    const { operationName, variables, labels } = operation;
    const read = operationFromDocument(apiSchema, document, operationName ? { operationName } : {});
    const overrideConditions = new Map(labels.map((label) => [label, true]));
    const plan: QueryPlan = planner.buildQueryPlan(read, { overrideConditions });
    const sources = Object.fromEntries(
      subgraphs.map(([name, ask]) => [
        name,
        { process: ({ request }: { request: { query: string } }) => ask(request, world, labels) },
      ]),
    );
    const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
    const { data, errors, extensions } = await executeQueryPlan(
      plan,
      // The executor calls nothing of a source but `process`, with a request that has a query.
      sources as unknown as Parameter<1>,
      { request: { variables }, context: {}, metrics: {}, logger: silent } as unknown as Parameter<2>,
      {
        schema: ground.api,
        operation: node,
        fragments: Object.fromEntries((fragments as FragmentDefinitionNode[]).map((one) => [one.name.value, one])),
      },
      ground.full,
      apiSchema,
    );
    // Nulls made while shaping count as errors here: that they are told elsewhere is known.
    const completion = (extensions?.valueCompletion ?? []) as typeof errors & {};
    return { data: data ?? null, errors: [...(errors ?? []), ...completion] };
  };
}

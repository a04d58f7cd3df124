import { operationFromDocument } from '@apollo/federation-internals';
import { type QueryPlan, QueryPlanner, type QueryPlannerConfig } from '@apollo/query-planner';
import { type DocumentNode, type GraphQLSchema, Kind } from 'graphql';
import type { NormalOperation } from '../emit/emit-input.ts';
import { isLooseIn } from '../emit/fetch/keys.ts';
import type { LoadedSupergraph } from '../graph/load-supergraph.ts';
import { concreteFragments } from './concrete-fragments.ts';
import { differsByType } from './differs-by-type.ts';
import type { LiftedFields } from './lift-arguments.ts';
import { mendAliases } from './mend-aliases.ts';
import { mendMerging } from './mend-merging.ts';
import { mendRebase } from './mend-rebase.ts';
import { mendVariables } from './mend-variables.ts';
import { mergeMutations } from './merge-mutations.ts';
import { createIsOverriddenBehind } from './overridden-behind.ts';
import { partByType } from './part-by-type.ts';
import { partRequirements } from './part-requirements.ts';
import { mapFetches, type RewriteFetch } from './plan-nodes.ts';
import { createProbeTypes } from './probe-types.ts';
import type { Requirements } from './requirements.ts';
import { restoreArguments, restoreRequired } from './restore-arguments.ts';
import { restoreConditions } from './restore-conditions.ts';
import { resolveStandIns } from './stand-ins.ts';

/**
 * Finds out which subgraphs to ask for what, and in which order. `labels`: the progressive overrides that hold.
 * Errors: an Error when there is no plan.
 */
export type Planner = (operation: NormalOperation, labels: readonly string[]) => QueryPlan;

const plannerConfig = {
  // Fragments are expanded: what is generated per fetch is made of its whole selection anyway.
  reuseQueryFragments: false,
  // Of the ways through fields that many subgraphs share, the best of these is taken; ten times as many took four times
  // as long to give the same plans.
  // More ways than that to one field are so many that weighing them takes minutes and gigabytes.
  debug: { maxEvaluatedPlans: 1_000, pathsLimit: 1_000 },
};

/** Makes the planner of a supergraph: the stock one, with its supergraph mended before and its plans after. */
export function createPlanner({ planning, schema, supergraph: whole }: LoadedSupergraph): Planner {
  mendAliases();
  mendMerging();
  mendRebase();
  mendVariables();
  const { supergraph, api, lifted, requirements, realNames } = planning;
  const planner = new QueryPlanner(supergraph, plannerConfig);
  const plannerByTypes = withConfig(planner, { typeConditionedFetching: true });
  const probeTypes = createProbeTypes(supergraph, api, schema);
  const isOverriddenBehind = createIsOverriddenBehind(whole, schema);
  const restore = createRestore(lifted, requirements);
  const isLooseInReal = (subgraph: string, typeName: string) =>
    isLooseIn(whole, realNames.get(subgraph) ?? subgraph, typeName);
  const rename: RewriteFetch = (fetch) => [
    { ...fetch, serviceName: realNames.get(fetch.serviceName) ?? fetch.serviceName },
  ];
  return (operation, labels) => {
    const overrideConditions = new Map(labels.map((label) => [label, true]));
    const build: Build = (asked, pathsLimit) => {
      // It was valid, and what was cut or renamed since is valid still.
      const parsed = operationFromDocument(api, documentOf(asked), { validate: false });
      const fitting = differsByType(asked) ? plannerByTypes : planner;
      const limited =
        pathsLimit === undefined ? fitting : withConfig(fitting, { debug: { ...plannerConfig.debug, pathsLimit } });
      return limited.buildQueryPlan(parsed, { overrideConditions });
    };
    const { operation: merged, standIns } = mergeMutations(operation);
    const asked = probeTypes(merged);
    const built = buildAnyWay(build, schema, isOverriddenBehind(asked) ? concreteFragments(schema, asked) : asked);
    const plan = partByType(built, asked, { schema, isLooseIn: isLooseInReal });
    const conditional = resolveStandIns(
      restoreConditions(plan, asked),
      standIns,
      operation.node.variableDefinitions ?? [],
    );
    const restored = lifted.size > 0 ? mapFetches(conditional, restore) : conditional;
    return realNames.size > 0 ? mapFetches(restored, rename) : restored;
  };
}

/** `pathsLimit`: null for none; undefined for the usual one. */
type Build = (operation: NormalOperation, pathsLimit?: null) => QueryPlan;

/**
 * The same planner with other settings: it reads them from `config`, while its graph of all subgraphs, which takes long to
 * make, has nothing to do with them. By types it fetches only where it must, for it asks more then.
 */
function withConfig(planner: QueryPlanner, other: QueryPlannerConfig): QueryPlanner {
  const config = { ...Reflect.get(planner, 'config'), ...other };
  return Object.create(planner, { config: { value: config } });
}

/**
 * The stock planner breaks off at some fragments on abstract types that an `@interfaceObject` of another subgraph stands
 * for, and finds too many ways through others. What they are about when written out type by type is planned well.
 */
function buildAnyWay(build: Build, schema: GraphQLSchema, operation: NormalOperation): QueryPlan {
  const ways = [
    () => build(operation),
    () => build(concreteFragments(schema, operation)),
    () => build(operation, null),
  ];
  let failure: unknown;
  for (const way of ways) {
    try {
      return way();
    } catch (error) {
      failure ??= error;
    }
  }
  throw failure;
}

function createRestore(lifted: LiftedFields, requirements: Requirements): RewriteFetch {
  return (fetch) => {
    const { serviceName } = fetch;
    return partRequirements(restoreArguments(fetch, lifted), {
      of: (typeName, fieldName) => restoreRequired(requirements.of(serviceName, typeName, fieldName), lifted),
      isInKeys: (fieldName) => requirements.isInKeys(serviceName, fieldName),
    });
  };
}

function documentOf({ node, fragments }: NormalOperation): DocumentNode {
  return { kind: Kind.DOCUMENT, definitions: [node, ...Object.values(fragments)] };
}

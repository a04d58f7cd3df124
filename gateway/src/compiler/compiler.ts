import type { QueryPlan } from '@apollo/query-planner';
import { type GraphQLSchema, printSchema } from 'graphql';
import { accessOf, rulesOf } from './authorization/access-of.ts';
import { cut } from './authorization/cut.ts';
import type { Compiler, DocumentFacts, DocumentKey, ReadOutcome } from './contract.ts';
import { askedOfSubgraphs } from './document/asked-of-subgraphs.ts';
import type { DocumentLimits } from './document/limits.ts';
import { normalise } from './document/normalise.ts';
import { introspectsIn, onlyQueryOf, signatureOf, subscriptionFieldOf } from './document/operation-facts.ts';
import { readDocument } from './document/read-document.ts';
import { createRecent } from './document/recent.ts';
import { usageFactsOf } from './document/usage-facts.ts';
import { emitCoerce } from './emit/coerce/emit-coerce.ts';
import { emitActual } from './emit/cost/emit-actual.ts';
import { emitCost } from './emit/cost/emit-cost.ts';
import { type EmitPart, emit } from './emit/emit.ts';
import type { NormalOperation } from './emit/emit-input.ts';
import { emitFetches } from './emit/fetch/emit-fetches.ts';
import { emitGuarded, type GuardedFields } from './emit/guard/emit-guarded.ts';
import { planNote } from './emit/plan-note.ts';
import { emitWriter, introspectAll } from './emit/write/emit-writer.ts';
import { cachePolicyOf } from './graph/cache-policy.ts';
import type { Contract } from './graph/contract-filter.ts';
import { type LoadedSupergraph, loadSupergraph, type Trust } from './graph/load-supergraph.ts';
import { createLabelsOf } from './graph/override-labels.ts';
import { readLiveFields } from './live/read-live-fields.ts';
import { createPlanner } from './planning/planner.ts';

/** Plain data: it crosses to the thread that compiles. */
export type CompilerOptions = {
  readonly limits: DocumentLimits;
  /** The part of the graph that clients see; all of it when absent. */
  readonly contract?: Contract | undefined;
  /** How operations are priced; without it they cost nothing. */
  readonly cost?: CostOptions | undefined;
  /** Whether code begins with the plan it was made of, for people. */
  readonly notesPlan?: boolean | undefined;
  /** Subscription fields that take events which are nobody's, besides those that the supergraph says it of. */
  readonly publicLiveFields?: readonly string[] | undefined;
  /** Root fields that are counted by themselves. */
  readonly guarded?: GuardedFields | undefined;
  /** Whether facts say what usage reports need. */
  readonly reportsUsage?: boolean | undefined;
};

export type CostOptions = {
  /** Length of lists that say nothing about it. */
  readonly assumedListSize: number;
  /** Whether answers are priced too, once they are there. */
  readonly actual: boolean;
};

/** One thread works on few documents at a time: it reads one, and is told soon after to compile it. */
const recentDocuments = 64;

/**
 * Makes the compiler of a supergraph.
 * Errors: an Error that says what is wrong when the text is no supergraph, or needs what is not enforced here.
 */
export function createCompiler(
  supergraphSdl: string,
  { limits, contract, cost, notesPlan = false, guarded = {}, publicLiveFields, reportsUsage = false }: CompilerOptions,
  trust: Trust = 'unchecked',
): Compiler {
  const graph = loadSupergraph(supergraphSdl, contract, trust);
  const planner = createPlanner(graph);
  const labelsOf = createLabelsOf(graph.supergraph);
  const read = createRead(graph, limits, reportsUsage);
  const parts = [emitFetches, emitWriter, emitCoerce, ...costParts(cost), guardPart(guarded)];
  const planOf = (operation: NormalOperation, labels: readonly string[]): QueryPlan => {
    const asked = askedOfSubgraphs(graph.schema, operation);
    return asked ? planner(asked, labels) : { kind: 'QueryPlan' };
  };
  const { schema, supergraph } = graph;
  return {
    apiSdl: printSchema(schema),
    subgraphs: graph.subgraphs,
    liveFields: readLiveFields(supergraph, graph.subgraphs, publicLiveFields),
    read(key) {
      const outcome = read(key);
      if ('faults' in outcome) return outcome;
      return { facts: factsOf(graph, outcome, labelsOf(outcome)) };
    },
    compile(key, { granted, labels }) {
      const operation = read(key);
      if ('faults' in operation) throw new Error('only what was read without faults can be compiled');
      const access = accessOf(supergraph, schema, operation, granted);
      const plan = planOf(cut(schema, operation, access), labels);
      const source = emit({ schema, supergraph, operation, access, plan }, parts);
      return { source: notesPlan ? planNote(plan) + source : source };
    },
    introspect(key, variables) {
      const operation = read(key);
      if ('faults' in operation) throw new Error('only what was read without faults can be introspected');
      return introspectAll({ schema, operation }, variables);
    },
  };
}

function guardPart(fields: GuardedFields): EmitPart {
  return (input) => emitGuarded(input, fields);
}

function costParts(cost: CostOptions | undefined): readonly EmitPart[] {
  if (!cost) return [() => 'function estimate() { return 0; }'];
  const estimate: EmitPart = (input) => emitCost(input, cost.assumedListSize);
  return cost.actual ? [estimate, emitActual] : [estimate];
}

type Read = (key: DocumentKey) => NormalOperation | Extract<ReadOutcome, { faults: unknown }>;

function createRead({ schema }: LoadedSupergraph, limits: DocumentLimits, reportsUsage: boolean): Read {
  const recent = createRecent<ReturnType<Read>>(recentDocuments);
  return (key) =>
    recent(JSON.stringify([key.operationName, key.text]), () => {
      const outcome = readDocument(schema, key, limits);
      if ('faults' in outcome) return outcome;
      const { document, node } = outcome;
      const usage = reportsUsage ? usageFactsOf(schema, document, node.name?.value) : undefined;
      return { ...normalise(document, node), initialQuery: onlyQueryOf(document), usage };
    });
}

function factsOf(
  { schema, supergraph }: LoadedSupergraph,
  operation: NormalOperation,
  labels: readonly string[],
): DocumentFacts {
  return {
    type: operation.node.operation,
    name: operation.node.name?.value,
    rules: rulesOf(supergraph, schema, operation),
    labels,
    subscriptionField: subscriptionFieldOf(operation),
    signature: signatureOf(operation),
    initialQuery: operation.node.operation === 'subscription' ? operation.initialQuery : undefined,
    introspects: introspectsIn(operation),
    maxAgeSeconds: sharedMaxAgeSeconds(supergraph, operation),
    usage: operation.usage,
  };
}

/** For caches on the way, which give everybody the same. */
function sharedMaxAgeSeconds(supergraph: GraphQLSchema, { node, fragments }: NormalOperation): number {
  const root = supergraph.getQueryType()?.name;
  if (node.operation !== 'query') return 0;
  const { maxAgeSeconds, isPrivate } = cachePolicyOf(supergraph, node.selectionSet, fragments, root, true);
  return isPrivate ? 0 : maxAgeSeconds;
}

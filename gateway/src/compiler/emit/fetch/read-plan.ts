import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';
import type { VariableDefinitionNode } from 'graphql';
import type { NormalOperation } from '../emit-input.ts';
import { type FetchOperation, readOperation } from './read-operation.ts';
import { type PathStep, readPath } from './read-path.ts';
import { type Given, type Renames, readSelection, renamesOf } from './selection.ts';

/** One fetch of the plan, at its place in the store. */
export type Part = {
  readonly fetch: FetchNode;
  readonly path: readonly PathStep[];
  readonly operation: FetchOperation;
  readonly given: Given;
  /** Where names of the answer differ from those of the store. */
  readonly renames: Renames;
};

/** What is to be done, in which order. */
export type Step =
  | { readonly kind: 'fetch'; readonly part: Part }
  | { readonly kind: 'sequence' | 'parallel'; readonly steps: readonly Step[] }
  | { readonly kind: 'condition'; readonly variable: string; readonly yes: Step; readonly no: Step };

/** The planner's own plans are far below; what is beyond would be code nobody can run. */
const maxDepth = 200;
const nothing: Step = { kind: 'sequence', steps: [] };

/** Where in the plan something stands; `variables`: those of the client. */
type Here = {
  readonly path: readonly PathStep[];
  readonly depth: number;
  readonly variables: readonly VariableDefinitionNode[];
};

/**
 * Reads the planner's plan for an operation.
 * Errors: an Error when it holds what cannot be run: `@defer`, or steps nested more than 200 deep.
 */
export function readPlan({ node }: QueryPlan, operation: NormalOperation): Step {
  const here: Here = { path: [], depth: 0, variables: operation.node.variableDefinitions ?? [] };
  if (node?.kind !== 'Subscription') return readStep(node, here);
  return { kind: 'sequence', steps: [readStep(node.primary, here), readStep(node.rest, here)] };
}

/** Every fetch below a step. */
export function partsOf(step: Step): readonly Part[] {
  if (step.kind === 'fetch') return [step.part];
  if (step.kind === 'condition') return [...partsOf(step.yes), ...partsOf(step.no)];
  return step.steps.flatMap(partsOf);
}

/** The same step with other parts. */
export function mapParts(step: Step, change: (part: Part) => Part): Step {
  const inner = (below: Step) => mapParts(below, change);
  if (step.kind === 'fetch') return { kind: 'fetch', part: change(step.part) };
  if (step.kind === 'condition') return { ...step, yes: inner(step.yes), no: inner(step.no) };
  return { ...step, steps: step.steps.map(inner) };
}

function readStep(node: PlanNode | undefined, here: Here): Step {
  if (!node) return nothing;
  if (here.depth > maxDepth) throw new Error('the plan is nested too deep');
  const below = { ...here, depth: here.depth + 1 };
  const inner = (child: PlanNode | undefined) => readStep(child, below);
  switch (node.kind) {
    case 'Sequence':
      return { kind: 'sequence', steps: node.nodes.map(inner) };
    case 'Parallel':
      return { kind: 'parallel', steps: node.nodes.map(inner).flatMap(branchesOf) };
    case 'Condition':
      return { kind: 'condition', variable: node.condition, yes: inner(node.ifClause), no: inner(node.elseClause) };
    case 'Flatten':
      return readStep(node.node, { ...below, path: [...here.path, ...readPath(node.path)] });
    case 'Fetch':
      return { kind: 'fetch', part: readPart(node, here) };
    case 'Defer':
      throw new Error('the plan defers parts of the answer');
  }
}

/** What runs side by side within what runs side by side may begin together with all of it. */
function branchesOf(step: Step): readonly Step[] {
  return step.kind === 'parallel' ? step.steps : [step];
}

function readPart(fetch: FetchNode, { path, variables }: Here): Part {
  const operation = readOperation(fetch, variables);
  const renames = renamesOf(fetch.outputRewrites ?? []);
  const given = readSelection(operation.selectionSet, renames);
  return { fetch, path, operation, given, renames };
}

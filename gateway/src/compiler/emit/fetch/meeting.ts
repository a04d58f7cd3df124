import { type Part, partsOf, type Step } from './read-plan.ts';

/**
 * Finds the fetches that may begin while a branch beside theirs begins one of the same subgraph. What a branch begins
 * with is none of these: it begins at the same time as the others for certain, and goes in one request with them anyway.
 */
export function meetingOf(root: Step): ReadonlyMap<Part, number> {
  const found = new Set<Part>();
  visit(root, found);
  return new Map([...found].map((part, at) => [part, at]));
}

/** Whether what a fetch asks for is collected first. Representations with a context of their own go by themselves. */
export function collects({ operation, fetch }: Part): boolean {
  return operation.isEntities && !fetch.contextRewrites;
}

function visit(step: Step, found: Set<Part>): void {
  if (step.kind === 'fetch') return;
  if (step.kind === 'condition') {
    visit(step.yes, found);
    visit(step.no, found);
    return;
  }
  if (step.kind === 'parallel') addMeeting(step.steps, found);
  for (const inner of step.steps) visit(inner, found);
}

function addMeeting(branches: readonly Step[], found: Set<Part>): void {
  const later = branches.map((branch) => partsOf(branch).slice(1).filter(collects));
  const branchesBySubgraph = new Map<string, number>();
  for (const parts of later) {
    for (const subgraph of new Set(parts.map(({ fetch }) => fetch.serviceName))) {
      branchesBySubgraph.set(subgraph, (branchesBySubgraph.get(subgraph) ?? 0) + 1);
    }
  }
  for (const part of later.flat()) if ((branchesBySubgraph.get(part.fetch.serviceName) ?? 0) > 1) found.add(part);
}

import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import type { Part } from './read-plan.ts';

/** The places of what fetches need of what others give: `/product/weight`. */
export function neededPlaces(parts: readonly Part[]): ReadonlySet<string> {
  return new Set(parts.flatMap(neededBy));
}

function neededBy({ fetch, path }: Part): readonly string[] {
  const read = (nodes: readonly QueryPlanSelectionNode[], place: string): readonly string[] =>
    nodes.flatMap((node) => {
      if (node.kind === 'InlineFragment') return read(node.selections, place);
      const at = `${place}/${node.alias ?? node.name}`;
      return [at, ...read(node.selections ?? [], at)];
    });
  return read(fetch.requires ?? [], path.map((step) => (step.kind === 'field' ? `/${step.name}` : '')).join(''));
}

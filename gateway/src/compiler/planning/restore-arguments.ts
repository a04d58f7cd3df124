import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { type DocumentNode, Kind, parse, print, stripIgnoredCharacters, visit } from 'graphql';
import type { LiftedFields } from './lift-arguments.ts';

/**
 * Turns a fetch that was planned over a lifted supergraph into one that subgraphs understand: `_q0_price` is asked for as
 * `_q0_price: price(currency: "USD")`, and is sent as `price` (`alias` of a required field: where the store has it;
 * `name`: what the subgraph calls it).
 */
export function restoreArguments(fetch: FetchNode, lifted: LiftedFields): FetchNode {
  const document = parse(fetch.operation, { noLocation: true });
  const restored = restoreFields(document, lifted);
  return {
    ...fetch,
    ...(restored === document ? {} : { operation: stripIgnoredCharacters(print(restored)) }),
    ...(fetch.requires ? { requires: restoreRequired(fetch.requires, lifted) } : {}),
  };
}

function restoreFields(document: DocumentNode, lifted: LiftedFields): DocumentNode {
  return visit(document, {
    Field(node) {
      const real = lifted.get(node.name.value);
      if (!real) return undefined;
      const alias = { kind: Kind.NAME, value: node.alias?.value ?? node.name.value } as const;
      return { ...node, alias, name: real.name, arguments: real.arguments ?? [] };
    },
  });
}

/** The same for what a fetch requires. */
export function restoreRequired(
  required: readonly QueryPlanSelectionNode[],
  lifted: LiftedFields,
): QueryPlanSelectionNode[] {
  return required.map((node) => {
    if (node.kind === 'InlineFragment') return { ...node, selections: restoreRequired(node.selections, lifted) };
    const real = lifted.get(node.name);
    return {
      ...node,
      ...(real ? { alias: node.alias ?? node.name, name: real.name.value } : {}),
      ...(node.selections ? { selections: restoreRequired(node.selections, lifted) } : {}),
    };
  });
}

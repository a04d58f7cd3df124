import type { DocumentNode } from 'graphql';
import { type LiftedFields, liftArguments } from './lift-arguments.ts';
import { orderKeys } from './order-keys.ts';
import { createRequirementsOf, type RequirementsOf } from './requirements.ts';

/** A supergraph as the planner is to see it. */
export type MendedSupergraph = {
  readonly document: DocumentNode;
  readonly lifted: LiftedFields;
  readonly requirementsOf: RequirementsOf;
};

/** Changes what the stock planner reads wrongly. `contextDirective`: how `@context` is called in the supergraph. */
export function mendSupergraph(document: DocumentNode, contextDirective: string | undefined): MendedSupergraph {
  const mended = liftArguments(orderKeys(document), contextDirective);
  return { ...mended, requirementsOf: createRequirementsOf(mended.document) };
}

import type { DocumentNode } from 'graphql';
import { type LiftedFields, liftArguments } from './lift-arguments.ts';
import { orderKeys } from './order-keys.ts';
import { createRequirements, type Requirements } from './requirements.ts';

/** A supergraph as the planner is to see it. */
export type MendedSupergraph = {
  readonly document: DocumentNode;
  readonly lifted: LiftedFields;
  readonly requirements: Requirements;
};

/** Changes what the stock planner reads wrongly. `contextDirective`: how `@context` is called in the supergraph. */
export function mendSupergraph(document: DocumentNode, contextDirective: string | undefined): MendedSupergraph {
  const mended = liftArguments(orderKeys(document), contextDirective);
  return { ...mended, requirements: createRequirements(mended.document) };
}

import type { DocumentNode } from 'graphql';
import { type LiftedFields, liftArguments } from './lift-arguments.ts';
import { orderKeys } from './order-keys.ts';
import { createRequirements, type Requirements } from './requirements.ts';
import { secludeInputs } from './seclude-inputs.ts';

/** A supergraph as the planner is to see it. */
export type MendedSupergraph = {
  readonly document: DocumentNode;
  readonly lifted: LiftedFields;
  readonly requirements: Requirements;
  /** Of subgraphs that only the planner knows. */
  readonly realNames: ReadonlyMap<string, string>;
};

/** Changes what the stock planner reads wrongly. `contextDirective`: how `@context` is called in the supergraph. */
export function mendSupergraph(document: DocumentNode, contextDirective: string | undefined): MendedSupergraph {
  const { document: ordered, lifted } = liftArguments(orderKeys(document), contextDirective);
  const secluded = secludeInputs(ordered);
  return { ...secluded, lifted, requirements: createRequirements(secluded.document) };
}

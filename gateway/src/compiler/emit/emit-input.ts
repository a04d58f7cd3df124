import type { QueryPlan } from '@apollo/query-planner';
import type { FieldNode, FragmentDefinitionNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { UsageFacts } from '../document/usage-facts.ts';

/** What one caller may see, by concrete types of the API schema. */
export type Access = {
  /**
   * Whether a field of objects of the type may be shown. `at`: where the operation asks for it, for what only the place
   * asks for (reached through an interface, or given arguments); a field asked for in several places needs all of them.
   */
  mayRead(typeName: string, fieldName: string, at?: FieldNode): boolean;
  /** Whether an object of the type may be shown at all. */
  mayBe(typeName: string): boolean;
};

/** An operation whose response names are normalised (`document/normalise.ts`): `_r_x` stands for the client's `x`. */
export type NormalOperation = {
  readonly node: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** The name of the document's query, if it has one and no other. */
  readonly initialQuery?: string | undefined;
  readonly usage?: UsageFacts | undefined;
};

export type EmitInput = {
  /** What clients see. */
  readonly schema: GraphQLSchema;
  /** Everything the client asked for: what it may not see is written as null. */
  readonly operation: NormalOperation;
  readonly access: Access;
  /** For the part of the operation that the caller may see. */
  readonly plan: QueryPlan;
  /** Every type and field of every subgraph, with the join directives. */
  readonly supergraph: GraphQLSchema;
};

import type { DocumentNode, FragmentDefinitionNode, GraphQLFormattedError, OperationDefinitionNode } from 'graphql';

/** What a client asks for, as it was sent. */
export type Params = {
  readonly query: string;
  readonly operationName?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
};

/** Counts what one request cost. */
export type Tally = { add(): void; count(): number };

/** One operation of a valid document. */
export type Operation = {
  readonly text: string;
  readonly document: DocumentNode;
  readonly node: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
};

/** One GraphQL response, errors already fit for clients. */
export type Result = {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly GraphQLFormattedError[];
};

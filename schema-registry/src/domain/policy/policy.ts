import type { DocumentNode } from 'graphql';

/** How much a policy minds: errors fail a check; what is off is not looked for. */
export type PolicyLevel = 'ERROR' | 'WARNING' | 'INFO' | 'OFF';

/** A position in a schema: line and column from 1, the offset in UTF-8 bytes from 0. */
type Position = { readonly line: number; readonly column: number; readonly byteOffset: number };

/** A stretch of a subgraph's schema. */
export type SourceRange = { readonly start: Position; readonly end: Position; readonly subgraphName: string | null };

/** Something a change does that a policy forbids. */
export type Violation = {
  readonly rule: string;
  readonly level: Exclude<PolicyLevel, 'OFF'>;
  /** The schema coordinate or the file that it is about. */
  readonly coordinate: string | null;
  readonly message: string;
  readonly sourceLocations: readonly SourceRange[];
};

/** What a rule finds: a violation, whose level is as set unless the rule says it is milder here. */
export type Finding = Pick<Violation, 'coordinate' | 'message'> & {
  readonly range?: SourceRange | undefined;
  readonly level?: 'WARNING';
};

/** A subgraph's schema, read. */
export type SubgraphDocument = { readonly name: string; readonly sdl: string; readonly document: DocumentNode };

/** A change of one subgraph, as the policies look at it. */
export type SubgraphChange = {
  readonly before: SubgraphDocument | undefined;
  readonly after: SubgraphDocument;
  /** The other subgraphs of the graph; they stay as they are. */
  readonly others: readonly SubgraphDocument[];
  /** What clients see, before and after; undefined before a first publish. */
  readonly apiBefore: DocumentNode | undefined;
  readonly apiAfter: DocumentNode;
};

/** Something a change of a subgraph must not do. */
export type PolicyRule = {
  readonly id: string;
  readonly level: PolicyLevel;
  find(change: SubgraphChange): readonly Finding[];
};

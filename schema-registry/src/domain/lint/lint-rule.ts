import type { ASTNode, DocumentNode } from 'graphql';
import type { LintLevel, LintRuleName } from './lint-finding.ts';
import type { SchemaElement } from './schema-elements.ts';

/** A schema as rules look at it. */
export type LintedSchema = {
  readonly document: DocumentNode;
  /** All but what federation brings, `_Entity` and `federation__FieldSet`. */
  readonly elements: readonly SchemaElement[];
  readonly allowedTags: ReadonlySet<string> | null;
};

/** What a rule has against an element. */
export type Complaint = {
  readonly element: SchemaElement;
  readonly message: string;
  /** Where, unless it is the name of the element. */
  readonly at?: ASTNode;
};

/** One thing to be held to. */
export type LintRule = {
  readonly name: LintRuleName;
  /** Unless settings say otherwise. */
  readonly level: LintLevel;
  readonly check: (schema: LintedSchema) => readonly Complaint[];
};

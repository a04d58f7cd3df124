import { type DocumentNode, Kind, type OperationDefinitionNode } from 'graphql';
import type { DocumentFault } from '../contract.ts';
import { createMeasure, type Measure } from './measure.ts';
import { valueDepth } from './value-depth.ts';

/** What an operation may be, its fragments written out: as large as it likes where nothing is said. */
export type OperationLimits = {
  readonly maxDepth?: number;
  readonly maxFields?: number;
  readonly maxAliases?: number;
  readonly maxRootFields?: number;
  readonly maxDirectives?: number;
};

/** `maxTokens` bounds a document's text while it is parsed. */
export type DocumentLimits = OperationLimits & { readonly maxTokens: number };

/** Limits count requests, and aliases would put hundreds of sign-ins into one. */
const maxMutations = 10;
/** No honest document nests so far, and each step of it takes some of every later stage's stack. */
const maxNesting = 100;
/** Variables may nest as far. */
const maxValueDepth = 64;
const most = Number.POSITIVE_INFINITY;

/**
 * Finds the limit that an operation of a document goes beyond. It comes before validation, whose cost can grow with the
 * square of what a document says. Codes: `QUERY_TOO_DEEP`, `QUERY_TOO_LARGE`, `TOO_MANY_ALIASES`,
 * `TOO_MANY_ROOT_FIELDS`, `TOO_MANY_DIRECTIVES`, `TOO_MANY_FIELDS`.
 */
export function limitFault(document: DocumentNode, limits: OperationLimits): DocumentFault | undefined {
  if (valueDepth(document) > maxValueDepth)
    return fault('QUERY_TOO_DEEP', `writes values that nest deeper than ${maxValueDepth}`);
  const measure = createMeasure(document);
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const fault = faultOf(definition, measure(definition.selectionSet), limits);
    if (fault) return fault;
  }
  return undefined;
}

function faultOf(node: OperationDefinitionNode, measure: Measure, limits: OperationLimits): DocumentFault | undefined {
  const { maxDepth = most, maxFields = most, maxAliases = most, maxRootFields = most, maxDirectives = most } = limits;
  const directives = measure.directives + (node.directives?.length ?? 0);
  if (measure.depth > maxDepth) return fault('QUERY_TOO_DEEP', `is nested deeper than ${maxDepth} fields`);
  if (measure.nesting > maxNesting) return fault('QUERY_TOO_DEEP', `nests more than ${maxNesting} selections`);
  if (measure.rootFields > maxRootFields)
    return fault('TOO_MANY_ROOT_FIELDS', `has more than ${maxRootFields} root fields`);
  if (measure.fields > maxFields) return fault('QUERY_TOO_LARGE', `selects more than ${maxFields} fields`);
  if (measure.aliases > maxAliases) return fault('TOO_MANY_ALIASES', `has more than ${maxAliases} aliases`);
  if (directives > maxDirectives) return fault('TOO_MANY_DIRECTIVES', `has more than ${maxDirectives} directives`);
  if (node.operation === 'mutation' && measure.rootFields > maxMutations) {
    return fault('TOO_MANY_FIELDS', `changes more than ${maxMutations} things`);
  }
  return undefined;
}

function fault(code: string, message: string): DocumentFault {
  return { code, message: `the operation ${message}` };
}

import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  parse,
  validate,
} from 'graphql';
import { invalidOperation } from '../answer.ts';
import type { Graph } from '../graph/load.ts';
import type { Operation } from '../operation.ts';
import type { Asked, Parsed, Stage } from '../request.ts';
import { createBoundedCache } from './bounded-cache.ts';
import { unconditionalSubscription } from './unconditional-subscription.ts';

type Reading =
  | { readonly document: DocumentNode }
  | { readonly code: string; readonly errors: readonly GraphQLError[] };

const maxDocuments = 2_000;
const maxBytes = 8 * 1024 * 1024;
const maxErrors = 20;

/**
 * Parses and validates what is asked against the graph that is current now, and keeps the outcome, faults included.
 * `maxTokens` bounds what a document may cost before it is known to be valid.
 */
export function createParse(currentGraph: () => Graph, maxTokens: number): Stage<Asked, Parsed> {
  const caches = new WeakMap<GraphQLSchema, ReturnType<typeof createBoundedCache<Reading>>>();
  const cacheOf = (schema: GraphQLSchema) => {
    const cache = caches.get(schema) ?? createBoundedCache<Reading>(maxDocuments, maxBytes);
    caches.set(schema, cache);
    return cache;
  };
  return async (request, next) => {
    const graph = currentGraph();
    const { query = '', operationName } = request.params;
    const cache = cacheOf(graph.schema);
    const known = cache.get(query);
    const reading = known ?? readDocument(query, graph.schema, maxTokens);
    if (!known) cache.set(query, reading, query.length);
    if ('errors' in reading) return invalidOperation(reading.code, reading.errors);
    const operation = selectOperation(query, reading.document, operationName);
    if (operation) return next({ ...request, graph, operation });
    return invalidOperation('BAD_REQUEST', [{ message: 'operationName must name one operation of the document' }]);
  };
}

/** Parses and validates one document; `maxTokens` stops the parser before a document can cost much. */
function readDocument(query: string, schema: GraphQLSchema, maxTokens: number): Reading {
  try {
    const document = parse(query, { maxTokens });
    const errors = validateDocument(schema, document);
    return errors.length === 0 ? { document } : { code: 'GRAPHQL_VALIDATION_FAILED', errors };
  } catch (error) {
    if (error instanceof GraphQLError) return { code: 'GRAPHQL_PARSE_FAILED', errors: [error] };
    throw error;
  }
}

/** The rule of its own goes first: graphql-js's about a subscription's root throws at what this one refuses. */
function validateDocument(schema: GraphQLSchema, document: DocumentNode): readonly GraphQLError[] {
  const ours = validate(schema, document, [unconditionalSubscription], { maxErrors });
  return ours.length > 0 ? ours : validate(schema, document, undefined, { maxErrors });
}

/** Picks the operation to run; none when the name fits none, or is needed and absent. */
export function selectOperation(
  text: string,
  document: DocumentNode,
  operationName: string | undefined,
): Operation | undefined {
  const node = getOperationAST(document, operationName);
  if (!node) return undefined;
  const fragments = document.definitions.filter(
    (definition): definition is FragmentDefinitionNode => definition.kind === Kind.FRAGMENT_DEFINITION,
  );
  return { text, document, node, fragments: Object.fromEntries(fragments.map((each) => [each.name.value, each])) };
}

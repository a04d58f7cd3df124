import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  type OperationDefinitionNode,
  parse,
  validate,
} from 'graphql';
import type { DocumentFault, DocumentKey } from '../contract.ts';
import { finiteNumbers } from './finite-numbers.ts';
import { type DocumentLimits, limitFault } from './limits.ts';
import { unconditionalSubscription } from './unconditional-subscription.ts';
import { wholeAnswers } from './whole-answers.ts';

/** A document that is valid, and its operation that is to run. */
export type ReadDocument = { readonly document: DocumentNode; readonly node: OperationDefinitionNode };

const maxErrors = 20;
const maxMessage = 500;

/**
 * Parses and validates a document and picks its operation, each within limits before it can cost much. Faults are data:
 * `GRAPHQL_PARSE_FAILED`, a limit's code, `GRAPHQL_VALIDATION_FAILED`, `DEFER_UNSUPPORTED`, `BAD_REQUEST` (no such operation).
 */
export function readDocument(
  schema: GraphQLSchema,
  { text, operationName }: DocumentKey,
  limits: DocumentLimits,
): ReadDocument | { readonly faults: readonly DocumentFault[] } {
  const document = parseText(text, limits.maxTokens);
  if (document instanceof GraphQLError) return faultsOf('GRAPHQL_PARSE_FAILED', [plain(document)]);
  const beyond = limitFault(document, limits);
  if (beyond) return { faults: [beyond] };
  const errors = validateDocument(schema, document);
  if (errors.length > 0) return faultsOf('GRAPHQL_VALIDATION_FAILED', errors.map(plain));
  const node = getOperationAST(document, operationName);
  if (node) return { document, node };
  return faultsOf('BAD_REQUEST', [{ message: 'operationName must name one operation of the document' }]);
}

function parseText(text: string, maxTokens: number): DocumentNode | GraphQLError {
  try {
    return parse(text, { maxTokens });
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}

/** The rules of its own go first: graphql-js's about a subscription's root throws at what one of these refuses. */
function validateDocument(schema: GraphQLSchema, document: DocumentNode): readonly GraphQLError[] {
  const ours = validate(schema, document, [unconditionalSubscription, finiteNumbers, wholeAnswers], { maxErrors });
  return ours.length > 0 ? ours : validate(schema, document, undefined, { maxErrors });
}

/** Messages repeat names of the document, which may be as long as a document. Rules of its own may say their own code. */
function plain({ message, locations, extensions }: GraphQLError): Told {
  const short = message.length > maxMessage ? `${message.slice(0, maxMessage)} …` : message;
  return {
    message: short,
    ...(typeof extensions.code === 'string' ? { code: extensions.code } : {}),
    ...(locations ? { locations: locations.map(({ line, column }) => ({ line, column })) } : {}),
  };
}

type Told = Pick<DocumentFault, 'message' | 'locations'> & { readonly code?: string };

function faultsOf(code: string, errors: readonly Told[]) {
  return { faults: errors.map((error) => ({ code, ...error })) };
}

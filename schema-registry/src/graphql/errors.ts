import { callContext, log, Refusal } from '@fiscal/kit';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { DocumentFaults } from './read-document.ts';

/** What a client is told of an error: refusals and faults of the request as they are, of anything else only that it is. */
export function formatErrors(error: unknown): readonly GraphQLFormattedError[] {
  if (error instanceof DocumentFaults)
    return error.faults.map((fault) => ofRequest(fault, 'GRAPHQL_VALIDATION_FAILED'));
  if (error instanceof GraphQLError) return [formatError(error)];
  return [{ message: error instanceof Refusal ? error.message : masked, extensions: extensionsOf(error) }];
}

const masked = 'internal error';

function formatError(error: GraphQLError): GraphQLFormattedError {
  const { originalError, locations, path } = error;
  // Without a path it is not of a field, but of the document or of its variables.
  if (!path) return ofRequest(error, 'BAD_REQUEST');
  const place = { ...(locations ? { locations } : {}), path };
  if (originalError instanceof Refusal) {
    return { message: originalError.message, ...place, extensions: extensionsOf(originalError) };
  }
  return { message: masked, ...place, extensions: extensionsOf(originalError ?? error) };
}

function ofRequest({ message, locations }: GraphQLError, code: string): GraphQLFormattedError {
  return { message, ...(locations ? { locations } : {}), extensions: { code } };
}

function extensionsOf(error: unknown): Record<string, unknown> {
  if (error instanceof Refusal) {
    if (error.kind === 'unavailable') log.warn({ err: error }, 'unavailable');
    return { code: error.code, kind: error.kind };
  }
  log.error({ err: error }, 'a resolver failed');
  return { code: 'INTERNAL', correlationId: callContext()?.correlationId };
}

import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  NoDeprecatedCustomRule,
  NoUnusedFragmentsRule,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { toSchema } from '../changes/to-schema.ts';

/** An operation of a client as it lies in its code. */
export type ClientOperation = { readonly name: string | null; readonly body: string };

/** What is wrong with a client's operation; only failures keep it from being run. */
export type ClientFinding = {
  readonly type: 'FAILURE' | 'WARNING';
  readonly code: 'NON_PARSEABLE_DOCUMENT' | 'INVALID_OPERATION' | 'DEPRECATED_FIELD';
  readonly description: string;
  readonly operation: { readonly name: string | null };
};

const maxTokens = 20_000;
const options = { maxErrors: 20 };

/** A client's documents often carry fragments that only others of them use. */
const rules = specifiedRules.filter((rule) => rule !== NoUnusedFragmentsRule);

/** Holds the operations of a client against an API schema: failures first, then what is deprecated. */
export function validateOperations({
  apiSdl,
  operations,
}: {
  readonly apiSdl: string;
  readonly operations: readonly ClientOperation[];
}): ClientFinding[] {
  const schema = toSchema(apiSdl);
  const found = operations.flatMap((operation) => validateOne(schema, operation));
  return found.sort((a, b) => Number(a.type === 'WARNING') - Number(b.type === 'WARNING'));
}

function validateOne(schema: GraphQLSchema, { name, body }: ClientOperation): ClientFinding[] {
  const operation = { name };
  try {
    const document: DocumentNode = parse(body, { maxTokens });
    const errors = validate(schema, document, rules, options).map(
      ({ message }): ClientFinding => ({ type: 'FAILURE', code: 'INVALID_OPERATION', description: message, operation }),
    );
    const deprecated = validate(schema, document, [NoDeprecatedCustomRule], options).map(
      ({ message }): ClientFinding => ({ type: 'WARNING', code: 'DEPRECATED_FIELD', description: message, operation }),
    );
    return [...errors, ...deprecated];
  } catch (error) {
    // Deeper nesting than the stack takes is a RangeError.
    if (!(error instanceof GraphQLError || error instanceof RangeError)) throw error;
    const description = error instanceof GraphQLError ? error.message : 'the operation is nested too deeply';
    return [{ type: 'FAILURE', code: 'NON_PARSEABLE_DOCUMENT', description, operation }];
  }
}

import {
  defaultPrintOptions,
  printSchema,
  type Schema,
  shallowOrderPrintedDefinitions,
} from '@apollo/federation-internals';

const options = shallowOrderPrintedDefinitions(defaultPrintOptions);

/**
 * The text of what clients see of a supergraph: without what is inaccessible and what tells routers how to run it.
 * Types are sorted, what is in them is not, as in a supergraph.
 * @throws GraphQLError when what is inaccessible leaves something that is no schema.
 */
export function printApi(supergraph: Schema): string {
  return printSchema(supergraph.toAPISchema(), options);
}

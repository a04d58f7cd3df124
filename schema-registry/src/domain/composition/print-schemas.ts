import {
  defaultPrintOptions,
  printSchema,
  type Schema,
  shallowOrderPrintedDefinitions,
} from '@apollo/federation-internals';

const options = shallowOrderPrintedDefinitions(defaultPrintOptions);

/** The text of a supergraph, as composition gives it: types are sorted, what is in them is not. */
export function printSupergraph(supergraph: Schema): string {
  return printSchema(supergraph, options);
}

/**
 * The text of what clients see of a supergraph: without what is inaccessible and what tells routers how to run it.
 * It is sorted as a supergraph is.
 * @throws GraphQLError when what is inaccessible leaves something that is no schema.
 */
export function printApi(supergraph: Schema): string {
  return printSchema(supergraph.toAPISchema(), options);
}

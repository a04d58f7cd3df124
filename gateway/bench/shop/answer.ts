import { Supergraph } from '@apollo/federation-internals';
import { execute, parse } from 'graphql';
import type { Shape } from './operations.ts';
import { shopRoots } from './resolvers.ts';

/** The right answer to a shape's first request: what graphql-js gives on the shop as one schema. */
export async function rightAnswer(supergraphSdl: string, { query, variables }: Shape): Promise<string> {
  const schema = Supergraph.build(supergraphSdl).apiSchema().toGraphQLJSSchema();
  const result = await execute({
    schema,
    document: parse(query),
    rootValue: shopRoots,
    variableValues: variables(0),
  });
  return JSON.stringify(result);
}

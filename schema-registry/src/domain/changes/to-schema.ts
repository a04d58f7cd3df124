import { buildASTSchema, type GraphQLSchema, parse } from 'graphql';

/**
 * The schema of SDL that composition or a publish has validated.
 * @throws GraphQLError when it does not parse.
 */
export function toSchema(sdl: string): GraphQLSchema {
  return buildASTSchema(parse(sdl, { noLocation: true }), { assumeValid: true, assumeValidSDL: true });
}

import { buildASTSchema, type GraphQLSchema, parse } from 'graphql';

/** The schema of a variant is held against many others: the last few are kept, least lately used first. */
const known = new Map<string, GraphQLSchema>();
const mostKnown = 4;
const longestKnown = 2_000_000;

/**
 * The schema of SDL that composition or a publish has validated. It is shared: nobody changes it.
 * @throws GraphQLError when it does not parse.
 */
export function toSchema(sdl: string): GraphQLSchema {
  const schema = known.get(sdl) ?? build(sdl);
  known.delete(sdl);
  if (sdl.length <= longestKnown) known.set(sdl, schema);
  const [oldest] = known.keys();
  if (oldest !== undefined && known.size > mostKnown) known.delete(oldest);
  return schema;
}

function build(sdl: string): GraphQLSchema {
  return buildASTSchema(parse(sdl, { noLocation: true }), { assumeValid: true, assumeValidSDL: true });
}

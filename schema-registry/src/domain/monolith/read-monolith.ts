import {
  buildASTSchema,
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  parse,
  printSchema,
  validateSchema,
} from 'graphql';
import { KnownDirectivesRule } from 'graphql/validation/rules/KnownDirectivesRule.js';
import { specifiedSDLRules } from 'graphql/validation/specifiedRules.js';
import { validateSDL } from 'graphql/validation/validate.js';
import type { Fault } from '../launch.ts';
import { isTooDeep } from '../nesting.ts';
import { type ChangeSummary, summarizeChanges } from './summarize-changes.ts';

/** A schema that is served as it is, read; `changes` are those since the one before, null where there was none. */
export type Monolith =
  | { readonly supergraphSdl: null; readonly apiSdl: string; readonly changes: ChangeSummary | null }
  | { readonly errors: readonly Fault[] };

/** The schema that is to be read, and the one that is served now if there is one. */
type MonolithSources = { readonly sdl: string; readonly previous?: string | null };

/** Directives that are not defined are let through: they mean something to somebody else. */
const rules = specifiedSDLRules.filter((rule) => rule !== KnownDirectivesRule);

/** Reads the schema of a monolith, and what it changes of the one before, which was good when it was published. */
export function readMonolith({ sdl, previous = null }: MonolithSources): Monolith {
  const read = readSchema(sdl);
  if ('errors' in read) return read;
  const before = previous === null ? undefined : readSchema(previous);
  const changes = before && 'schema' in before ? summarizeChanges(before.schema, read.schema) : null;
  return { supergraphSdl: null, apiSdl: printSchema(read.schema), changes };
}

function readSchema(sdl: string): { readonly schema: GraphQLSchema } | { readonly errors: readonly Fault[] } {
  const document = parseSdl(sdl);
  if (document instanceof GraphQLError) return { errors: [faultOf(document)] };
  const faults = validateSDL(document, null, rules);
  if (faults.length > 0) return { errors: faults.map(faultOf) };
  const schema = buildASTSchema(document, { assumeValidSDL: true });
  const wrong = validateSchema(schema);
  return wrong.length > 0 ? { errors: wrong.map(faultOf) } : { schema };
}

function parseSdl(sdl: string): DocumentNode | GraphQLError {
  try {
    const document = parse(sdl);
    return isTooDeep(document) ? tooDeep() : document;
  } catch (error) {
    // Nothing else than the depth of a text ends the parser so.
    if (error instanceof RangeError) return tooDeep();
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}

function tooDeep(): GraphQLError {
  return new GraphQLError('it is nested too deeply');
}

function faultOf({ message, locations = [] }: GraphQLError): Fault {
  return { message, code: 'INVALID_GRAPHQL', locations: locations.map(({ line, column }) => ({ line, column })) };
}

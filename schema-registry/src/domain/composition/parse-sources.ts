import { type DocumentNode, GraphQLError, parse, Source } from 'graphql';
import type { Fault } from '../launch.ts';
import { isTooDeep } from '../nesting.ts';
import type { SubgraphSource } from './composition.ts';

/** A subgraph whose schema is read; each of its nodes knows by its source what subgraph it is of. */
type Service = { readonly name: string; readonly url: string; readonly typeDefs: DocumentNode };

const subgraphName = /^[a-zA-Z][a-zA-Z0-9_-]{0,63}$/;
const maxSubgraphs = 1_000;
const maxSdlLength = 20 * 1024 * 1024;

/** Reads the schemas of subgraphs, or tells what keeps each of them from being read. */
export function parseSources(
  subgraphs: readonly SubgraphSource[],
): { readonly services: readonly Service[] } | { readonly errors: readonly Fault[] } {
  const faults = faultsOfNames(subgraphs.map(({ name }) => name));
  if (faults.length > 0) return { errors: faults };
  const outcomes = subgraphs.map(parseSource);
  const errors = outcomes.flatMap((outcome) => ('fault' in outcome ? [outcome.fault] : []));
  if (errors.length > 0) return { errors };
  return { services: outcomes.flatMap((outcome) => ('service' in outcome ? [outcome.service] : [])) };
}

function faultsOfNames(names: readonly string[]): readonly Fault[] {
  if (names.length > maxSubgraphs)
    return [faultOf('TOO_MANY_SUBGRAPHS', `a graph has at most ${maxSubgraphs} subgraphs`)];
  const wrong = names.filter((name) => !isSubgraphName(name));
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  return [
    ...wrong.map((name) => invalidName(name, 'a name begins with a letter and has at most 64 letters, digits, _ or -')),
    ...twice.map((name) => invalidName(name, 'there are two of this name')),
  ];
}

function invalidName(name: string, why: string): Fault {
  return faultOf('INVALID_SUBGRAPH_NAME', `Invalid name ${JSON.stringify(name)} for a subgraph: ${why}`);
}

/** Whether a subgraph may have this name: a letter first, then up to 63 letters, digits, `_` and `-`. */
function isSubgraphName(name: string): boolean {
  return subgraphName.test(name);
}

function parseSource({ name, url, sdl }: SubgraphSource): { readonly service: Service } | { readonly fault: Fault } {
  if (sdl.length > maxSdlLength)
    return { fault: faultOf('SCHEMA_TOO_LARGE', `[${name}] a schema has at most ${maxSdlLength} characters`) };
  try {
    const typeDefs = parse(new Source(sdl, name));
    return isTooDeep(typeDefs) ? { fault: tooDeep(name) } : { service: { name, url, typeDefs } };
  } catch (error) {
    return { fault: faultOfText(name, error) };
  }
}

function faultOfText(subgraph: string, error: unknown): Fault {
  // Nothing else than the depth of a text ends the parser so.
  if (error instanceof RangeError) return tooDeep(subgraph);
  if (!(error instanceof GraphQLError)) throw error;
  const locations = (error.locations ?? []).map(({ line, column }) => ({ line, column, subgraph }));
  return { message: `[${subgraph}] ${error.message}`, code: 'INVALID_GRAPHQL', locations };
}

function tooDeep(subgraph: string): Fault {
  return faultOf('INVALID_GRAPHQL', `[${subgraph}] it is nested too deeply`);
}

function faultOf(code: string, message: string): Fault {
  return { message, code, locations: [] };
}

import { composeServices } from '@apollo/composition';
import type { Fault } from '../launch.ts';
import type { Composition, SubgraphSource } from './composition.ts';
import { faultOf, hintOf } from './faults.ts';
import { parseSources } from './parse-sources.ts';
import { printApi } from './print-schemas.ts';

/**
 * Composes subgraphs into what routers run, with the schema that clients see. Equal subgraphs give equal texts,
 * whatever order they come in. Every fault is told of that can be found at once: those of the texts, else those of the
 * subgraphs one by one, else those of what they make together.
 * @throws Error when the composer itself fails.
 */
export function compose(subgraphs: readonly SubgraphSource[]): Composition {
  const sorted = subgraphs.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const parsed = parseSources(sorted);
  if ('errors' in parsed) return parsed;
  try {
    const { schema, supergraphSdl, hints, errors } = composeServices([...parsed.services]);
    if (errors) return { errors: errors.map(faultOf) };
    return { supergraphSdl, apiSdl: printApi(schema), hints: hints.map(hintOf) };
  } catch (error) {
    // Types that lead to each other for longer than the stack is deep, or a text that no string holds.
    if (error instanceof RangeError) return { errors: [tooDeep(error)] };
    throw error;
  }
}

function tooDeep({ message }: RangeError): Fault {
  return {
    message: `the schemas are too deep or too large to be composed: ${message}`,
    code: 'SCHEMA_TOO_LARGE',
    locations: [],
  };
}

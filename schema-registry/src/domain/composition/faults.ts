import type { CompositionSuccess } from '@apollo/composition';
import { FEDERATION_VERSIONS } from '@apollo/federation-internals';
import type { ASTNode, GraphQLError } from 'graphql';
import type { Fault, Hint, Place } from '../launch.ts';

const unknownFederation = 'UNKNOWN_FEDERATION_LINK_VERSION';

/** What the composer says of subgraphs, which were parsed from sources that have their names. */
export function faultOf({ message, extensions, nodes }: GraphQLError): Fault {
  const { code } = extensions;
  return {
    message:
      code === unknownFederation ? `${message}: ${highestFederation()} is the highest that is supported` : message,
    code: typeof code === 'string' ? code : null,
    locations: (nodes ?? []).flatMap(placeOf),
  };
}

/** What the composer says of subgraphs that compose. */
export function hintOf({ definition, message, nodes }: CompositionSuccess['hints'][number]): Hint {
  const subgraphs = (nodes ?? []).flatMap((node) => placeOf(node).map(({ subgraph }) => subgraph));
  return { code: definition.code, message, subgraphs: [...new Set(subgraphs)] };
}

/** Nodes tell what source they come from. Those that the composer made itself come from none. */
function placeOf({ loc }: ASTNode): readonly Required<Place>[] {
  if (!loc) return [];
  const { line, column } = loc.startToken;
  return [{ line, column, subgraph: loc.source.name }];
}

function highestFederation(): string {
  return `federation/${FEDERATION_VERSIONS.latest().version}`;
}

import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import type { Composition, SubgraphSource } from './composition.ts';

/** Composes subgraphs into what routers run, with the schema that clients see. */
export function compose(subgraphs: readonly SubgraphSource[]): Composition {
  const services = subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) }));
  const { supergraphSdl = '', errors } = composeServices(services);
  if (errors) return { errors: errors.map(({ message }) => ({ message, code: null, locations: [] })) };
  return { supergraphSdl, apiSdl: '', hints: [] };
}

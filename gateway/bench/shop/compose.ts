import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { shopSchemas } from './schemas.ts';

/** The shop's supergraph, its subgraphs at `<origin>/<name>`. */
export function composeShop(origin: string): string {
  const services = Object.entries(shopSchemas).map(([name, sdl]) => ({
    name,
    typeDefs: parse(sdl),
    url: `${origin}/${name}`,
  }));
  const { supergraphSdl, errors } = composeServices(services);
  if (!supergraphSdl) throw new Error(errors?.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}

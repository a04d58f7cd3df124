import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';

/**
 * Composes subgraphs into a supergraph, each a schema text by name; every one links federation's directives by itself.
 * `http://<name>` is their address.
 */
export function compose(subgraphs: Readonly<Record<string, string>>): string {
  const services = Object.entries(subgraphs).map(([name, sdl]) => ({
    name,
    url: `http://${name}`,
    typeDefs: parse(sdl),
  }));
  const { supergraphSdl, errors } = composeServices(services);
  if (!supergraphSdl) throw new Error((errors ?? []).map(({ message }) => message).join('\n'));
  return supergraphSdl;
}

/** The head of a federation 2.9 schema that imports the directives named. */
export function linkFederation(...directives: readonly string[]): string {
  const imports = directives.map((name) => (name.startsWith('{') ? name : `"${name}"`)).join(', ');
  return `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${imports}])\n`;
}

import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { parse as parseYaml } from 'yaml';

type RoverConfig = {
  readonly subgraphs: Record<string, { readonly routing_url: string; readonly schema: { readonly file: string } }>;
};

/**
 * Composes the subgraphs that a rover configuration lists into supergraph SDL.
 * Errors: one Error that names every composition fault.
 */
export async function composeFrom(configFile: string): Promise<string> {
  const config = parseYaml(await readFile(configFile, 'utf8')) as RoverConfig;
  const services = await Promise.all(
    Object.entries(config.subgraphs).map(async ([name, { routing_url: url, schema }]) => ({
      name,
      url,
      typeDefs: parse(await readFile(resolve(configFile, '..', schema.file), 'utf8')),
    })),
  );
  const { supergraphSdl, errors } = composeServices(services);
  if (!supergraphSdl) throw new Error((errors ?? []).map(({ message }) => message).join('\n'));
  return supergraphSdl;
}

if (import.meta.main) {
  const target = new URL('supergraph.graphql', import.meta.url);
  await writeFile(target, await composeFrom(new URL('../rover.yaml', import.meta.url).pathname));
}

import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { parse as parseYaml } from 'yaml';
import { checkLiveFields } from './check-live-fields.ts';
import { isEdfs, translateEdfs } from './translate-edfs.ts';

type Service = Parameters<typeof composeServices>[0][number];

/** What is read of rover's own configuration format. */
type RoverConfig = {
  readonly subgraphs: Readonly<
    Record<string, { readonly routing_url?: string; readonly schema: { readonly file: string } }>
  >;
};

/** Is told what part of a schema has no effect. */
type Warn = (text: string) => void;

/**
 * Composes the subgraphs that a rover configuration lists into supergraph SDL.
 * Errors: one Error with a line for every composition fault, or every fault of what is declared of live fields; a schema
 * that cannot be read is named.
 */
export async function composeFrom(configFile: string, warn: Warn = console.warn): Promise<string> {
  // A configuration of another form fails below, with the name of what it lacks.
  const { subgraphs } = parseYaml(await readFile(configFile, 'utf8')) as RoverConfig;
  const services = Object.entries(subgraphs).map(([name, { routing_url: url = '', schema }]) =>
    readService(name, url, resolve(configFile, '..', schema.file), warn),
  );
  const { supergraphSdl, errors } = composeServices(await Promise.all(services));
  if (!supergraphSdl) throw new Error((errors ?? []).map(({ message }) => message).join('\n'));
  const folders = Object.values(subgraphs).map(({ schema }) => dirname(resolve(configFile, '..', schema.file)));
  await checkLiveFields(supergraphSdl, folders);
  return supergraphSdl;
}

async function readService(name: string, url: string, file: string, warn: Warn): Promise<Service> {
  try {
    const typeDefs = parse(await readFile(file, 'utf8'));
    if (!isEdfs(typeDefs)) return { name, url, typeDefs };
    const translated = translateEdfs(typeDefs, (text) => warn(`${name}: ${text}`));
    return { name, url: url.startsWith('kafka:') ? url : `kafka:${name}`, typeDefs: translated };
  } catch (error) {
    throw new Error(`the schema of ${name}, ${file}, cannot be read: ${String(error)}`, { cause: error });
  }
}

if (import.meta.main) {
  const supergraph = await composeFrom(join(import.meta.dirname, '../rover.yaml'));
  await writeFile(join(import.meta.dirname, 'supergraph.graphql'), supergraph);
}

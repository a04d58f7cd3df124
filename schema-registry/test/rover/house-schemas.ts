import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

/** The list of the house's subgraphs, as rover reads it. */
export const houseConfig = fileURLToPath(new URL('../../../rover.yaml', import.meta.url));

/** A subgraph of the house. */
export type HouseSubgraph = { readonly name: string; readonly url: string; readonly sdl: string };

/** The subgraphs of the house, as they lie in this checkout. */
export async function readHouse(): Promise<readonly HouseSubgraph[]> {
  // The format is rover's, and rover reads it in these tests.
  const { subgraphs } = parse(await readFile(houseConfig, 'utf8')) as {
    subgraphs: Record<string, { routing_url: string; schema: { file: string } }>;
  };
  const sources = Object.entries(subgraphs).map(async ([name, { routing_url: url, schema }]) => {
    return { name, url, sdl: await readFile(join(dirname(houseConfig), schema.file), 'utf8') };
  });
  return Promise.all(sources);
}

/** Replaces what must be there. */
export function edit(text: string, pattern: RegExp | string, by: string): string {
  const edited = text.replace(pattern, by);
  if (edited === text) throw new Error(`${pattern} is not there`);
  return edited;
}
